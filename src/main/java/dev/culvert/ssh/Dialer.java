package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/** Makes TCP connections. Blocks; interrupting the thread ends the wait. */
final class Dialer {
    private Dialer() {}

    /** @param from addresses of this machine to connect from; empty for the system's choice */
    static SocketChannel tcp(InetAddress address, int port, List<InetAddress> from, Duration timeout)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            if (!from.isEmpty()) {
                channel.bind(new InetSocketAddress(ofTheSameFamily(from, address), 0));
            }
            channel.socket()
                    .connect(
                            new InetSocketAddress(address, port), Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static InetAddress ofTheSameFamily(List<InetAddress> from, InetAddress to) throws IOException {
        for (InetAddress each : from) {
            if (each.getAddress().length == to.getAddress().length) {
                return each;
            }
        }
        throw new NoRouteToHostException("no address of its family to connect from");
    }

    /**
     * Connects to the target through a proxy.
     *
     * @param timeout of the connection to the proxy, and once more for all that the proxy says; not for who is asked for its password
     * @throws TunnelException what keeps it from that, with the proxy named
     */
    static SocketChannel through(Way.Proxy proxy, HostPort target, Duration timeout) throws TunnelException {
        TunnelException last = new TunnelException(
                FailureCause.NAME_NOT_RESOLVED, "host", proxy.at().host());
        for (InetAddress address : proxy.addresses()) {
            SocketChannel channel;
            try {
                channel = tcp(address, proxy.at().port(), List.of(), timeout);
            } catch (IOException e) {
                refuseInterrupt(e);
                last = new TunnelException(
                        ConnectFailures.system(proxy.at().toString(), timeout, e)
                                .orElseGet(() -> Failure.of(
                                        FailureCause.NO_ROUTE_TO_SERVER,
                                        "server",
                                        proxy.at().toString(),
                                        "reason",
                                        String.valueOf(e.getMessage()))),
                        e);
                continue;
            }
            ask(channel, proxy, target, timeout);
            return channel;
        }
        throw last;
    }

    private static void ask(SocketChannel channel, Way.Proxy proxy, HostPort target, Duration timeout)
            throws TunnelException {
        boolean done = false;
        try {
            new ProxyTalk(channel.socket(), proxy, target, timeout).connect();
            done = true;
        } catch (TunnelException e) {
            throw e;
        } catch (SocketTimeoutException e) {
            throw new TunnelException(
                    Failure.of(
                            FailureCause.CONNECT_TIMED_OUT,
                            "server",
                            proxy.at().toString(),
                            "seconds",
                            "" + timeout.toSeconds()),
                    e);
        } catch (IOException e) {
            refuseInterrupt(e);
            throw new TunnelException(
                    Failure.of(
                            FailureCause.CONNECTION_LOST,
                            "server",
                            proxy.at().toString(),
                            "reason",
                            String.valueOf(e.getMessage())),
                    e);
        } finally {
            if (!done) {
                closeQuietly(channel);
            }
        }
    }

    /** An interrupted wait is not the network's doing. */
    static void refuseInterrupt(IOException reason) throws TunnelException {
        if (Thread.currentThread().isInterrupted() || reason instanceof java.nio.channels.ClosedByInterruptException) {
            Thread.currentThread().interrupt();
            throw new TunnelException(Failure.of(FailureCause.CANCELLED), reason);
        }
    }

    static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            org.slf4j.LoggerFactory.getLogger(Dialer.class).debug("closing {}", resource, e);
        }
    }
}
