package dev.culvert.demo;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.profile.OwnerOnly;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.ProfileWriter;
import dev.culvert.server.EchoPeers;
import dev.culvert.server.HostKeys;
import dev.culvert.server.TunServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.jspecify.annotations.Nullable;

/**
 * An SSH server of one's own on loopback with a host in memory behind it, and the profile that leads there: a first tunnel before
 * anything is set up. Its keys are in one directory. Thread-safe; methods block.
 */
public final class DemoHost implements AutoCloseable {
    public static final String NAME = "Demo";

    private static final String USER = "demo";
    private static final String LOOPBACK = "127.0.0.1";
    private static final InterfaceAddress HERE = InterfaceAddress.parse("10.186.77.1/30");
    private static final InterfaceAddress THERE = InterfaceAddress.parse("10.186.77.2/30");

    private final Path directory;
    private @Nullable TunServer server;

    /** @param directory made when it is missing; 0700 */
    public DemoHost(Path directory) {
        this.directory = directory;
    }

    /** This computer's end of the tunnel. */
    public static InetAddress here() {
        return HERE.address();
    }

    /** The host in memory, which answers ping and sends each datagram back. */
    public static InetAddress peer() {
        return THERE.address();
    }

    /** Whether a profile leads here: by the key that it logs in with, and where. */
    public boolean isDemo(Profile profile) {
        return profile.auth().keys().contains(clientKey().toString())
                && profile.server().host().equals(LOOPBACK)
                && USER.equals(profile.server().user());
    }

    /** Whether a profile leads to the server that runs in this process: another window's is another. */
    public synchronized boolean serves(Profile profile) {
        TunServer running = server;
        return running != null && isDemo(profile) && profile.server().port().equals(OptionalInt.of(running.port()));
    }

    /**
     * Starts the server, if it does not run; on {@code port} if that is free.
     *
     * @return the port it listens on
     */
    public synchronized int start(OptionalInt port) throws IOException {
        TunServer running = server;
        if (running == null) {
            running = serve(port.orElse(0));
            server = running;
        }
        return running.port();
    }

    private TunServer serve(int port) throws IOException {
        OwnerOnly.directories(directory);
        KeyPair host = HostKeys.loadOrCreate(directory.resolve("host_key"));
        KeyPair client = HostKeys.loadOrCreate(clientKey());
        TunServer.Builder builder = TunServer.builder()
                .hostKey(host)
                .authorize(client.getPublic())
                .devices(new EchoPeers(Set.of(THERE.address())));
        InetAddress loopback = InetAddress.ofLiteral(LOOPBACK);
        TunServer started;
        try {
            started = builder.listen(new InetSocketAddress(loopback, port)).start();
        } catch (BindException e) {
            started = builder.listen(new InetSocketAddress(loopback, 0)).start();
        }
        // on any port: another window has a server of its own, with the same key, on another
        String known = "[" + LOOPBACK + "]:* " + PublicKeyEntry.toString(host.getPublic()) + "\n";
        ProfileStore.write(knownHosts(), known, true);
        return started;
    }

    /** The text of a profile that leads to the server on {@code port}. */
    public String profile(String name, int port) {
        Profile plain = Profile.of(
                name,
                Profile.Mode.TUN,
                new Profile.Server(LOOPBACK, OptionalInt.of(port), USER, List.of(), null, false, false));
        return ProfileWriter.write(new Profile(
                plain.name(),
                plain.mode(),
                plain.server(),
                new Profile.Auth(
                        List.of(Profile.AuthMethod.KEY),
                        List.of(clientKey().toString()),
                        List.of(knownHosts().toString()),
                        null,
                        Profile.Algorithms.DEFAULT),
                plain.device(),
                new Profile.Network(List.of(HERE), false, null, List.of(), List.of(), null, false),
                new Profile.Remote(false, List.of(THERE), false, false, List.of(), List.of()),
                plain.keepalive(),
                plain.reconnect(),
                null,
                List.of(),
                List.of(),
                List.of(),
                plain.start()));
    }

    private Path clientKey() {
        return directory.resolve("id_ed25519");
    }

    private Path knownHosts() {
        return directory.resolve("known_hosts");
    }

    @Override
    public synchronized void close() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
