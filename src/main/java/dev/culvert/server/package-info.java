/**
 * The server's side of a tunnel: an SSH server on MINA that accepts {@code tun@openssh.com}, for the demonstration, for tests
 * and as a library. May import net, tun and ssh.
 *
 * <p>A server whose tunnels end in a host in memory that answers ping, with no privilege at all:
 *
 * <pre>{@code
 * try (TunServer server = TunServer.builder()
 *         .hostKey(HostKeys.loadOrCreate(Path.of("host_key")))
 *         .authorize(publicKey)
 *         .devices(new EchoPeers(Set.of(InetAddress.ofLiteral("10.78.0.2"))))
 *         .start()) {
 *     System.out.println("ssh -w any:any -p " + server.port() + " localhost");
 *     ...
 * }
 * }</pre>
 *
 * <p>Over this system's own devices, {@code .devices(LinuxTunDevice::open).commands(true)} is the whole difference; it needs
 * the right to make them.
 */
@NullMarked
package dev.culvert.server;

import org.jspecify.annotations.NullMarked;
