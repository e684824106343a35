package dev.culvert.network;

import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the peer through this machine's kernel: address, interface, routing and firewall are on the way, both ways.
 *
 * <p>A UDP datagram to a port where nobody listens is answered by ICMP port unreachable (RFC 1122 §3.2.2.1), which the kernel
 * reports on a connected socket; it needs no privilege at all. A server that drops it may still answer {@code ping}, which is
 * tried beside it after a moment; a process without CAP_NET_RAW cannot run every system's {@code ping}, so it is not the first.
 */
public final class KernelProbe {
    private static final Logger LOG = LoggerFactory.getLogger(KernelProbe.class);
    private static final List<String> PINGS = List.of("/usr/bin/ping", "/bin/ping", "/usr/sbin/ping", "/sbin/ping");

    /** Where traceroute begins: nobody listens, and firewalls that spare anything spare this. */
    private static final int PORT = 33434;

    private static final int RETRY_MILLIS = 200;

    private KernelProbe() {}

    /**
     * Blocks until the peer answered, asking each 200 ms.
     *
     * @param source this end's address in the tunnel
     * @return false when nothing came back within {@code timeout}
     * @throws InterruptedException when this thread was interrupted
     */
    public static boolean reaches(String interfaceName, InetAddress source, InetAddress peer, Duration timeout)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Process ping = null;
        try {
            for (int attempt = 0; System.nanoTime() - deadline < 0; attempt++) {
                if (datagram(source, peer)) {
                    return true;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (attempt == 1) {
                    ping = startPing(interfaceName, peer, timeout);
                }
                if (ping != null && ping.waitFor(0, TimeUnit.MILLISECONDS) && ping.exitValue() == 0) {
                    return true;
                }
            }
            return false;
        } finally {
            if (ping != null) {
                ping.destroyForcibly();
            }
        }
    }

    private static boolean datagram(InetAddress source, InetAddress peer) throws InterruptedException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(source, 0))) {
            socket.setSoTimeout(RETRY_MILLIS);
            socket.connect(peer, PORT);
            byte[] data = {0};
            socket.send(new DatagramPacket(data, data.length));
            socket.receive(new DatagramPacket(data, data.length));
            return true;
        } catch (PortUnreachableException e) {
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            // such as no route or a firewall's refusal: it may be there in a moment
            LOG.debug("no datagram to {}", peer, e);
            Thread.sleep(RETRY_MILLIS);
            return false;
        }
    }

    private static @Nullable Process startPing(String interfaceName, InetAddress peer, Duration timeout) {
        for (String place : PINGS) {
            if (Files.isExecutable(Path.of(place))) {
                ProcessBuilder builder = new ProcessBuilder(
                                place,
                                "-n",
                                "-q",
                                "-i",
                                "0.2",
                                "-w",
                                Long.toString(Math.max(1, timeout.toSeconds())),
                                "-c",
                                "1",
                                "-I",
                                interfaceName,
                                peer.getHostAddress())
                        .directory(new File("/"))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
                builder.environment().clear();
                try {
                    return builder.start();
                } catch (IOException e) {
                    LOG.debug("{} cannot be run", place, e);
                }
            }
        }
        return null;
    }
}
