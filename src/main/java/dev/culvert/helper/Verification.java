package dev.culvert.helper;

import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import dev.culvert.network.IpTool;
import dev.culvert.network.KernelProbe;
import dev.culvert.network.LocalNetwork;
import dev.culvert.pipeline.EchoProbe;
import dev.culvert.pipeline.PacketPath;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sees that packets come back: once before a tunnel counts as connected, then every few seconds for the round-trip time.
 * {@link #close} ends that; it is also harmless before.
 */
final class Verification implements AutoCloseable {
    /** A tunnel that is well answers within a round trip; a device that has just come up may take a second more. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final String interfaceName;
    private final InetAddress source;
    private final InetAddress peer;
    private final EchoProbe probe;
    private volatile @Nullable Double rttMillis;
    private volatile @Nullable Thread watch;

    Verification(PacketPath path, IpTool ip, String interfaceName, Layer layer, TunnelAddresses addresses)
            throws TunnelException {
        this.interfaceName = interfaceName;
        peer = addresses.peer();
        source = addresses.sourceFor(peer).orElseThrow(() -> notVerified(interfaceName, peer));
        probe = layer == Layer.IP
                ? EchoProbe.tun(path, source, peer)
                : EchoProbe.tap(path, source, peer, LocalNetwork.ethernetAddress(ip, interfaceName));
    }

    /**
     * One echo put into the packet path, which tells of the tunnel alone; then one through the kernel, which tells that
     * applications' packets find it. Blocks until both came back.
     *
     * @throws TunnelException NOT_VERIFIED (facts peer, interface)
     */
    void run() throws TunnelException {
        try {
            note(probe.measure(ANSWER).orElseThrow(this::silent));
            if (!KernelProbe.reaches(interfaceName, source, peer, ANSWER)) {
                throw silent();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(FailureCause.CANCELLED);
        } catch (IOException e) {
            throw e instanceof TunnelException named ? named : silent();
        }
    }

    /** Begins to measure the round-trip time now and then. */
    void watch() {
        watch = Thread.ofVirtual().name("rtt " + interfaceName).start(this::measureAgainAndAgain);
    }

    private void measureAgainAndAgain() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                Optional<Duration> answer = probe.measure(ANSWER);
                answer.ifPresent(this::note);
            }
        } catch (InterruptedException | IOException e) {
            // closed, or the path has ended, which says so itself
        }
    }

    private void note(Duration rtt) {
        rttMillis = rtt.toNanos() / 1e6;
    }

    private TunnelException silent() {
        return notVerified(interfaceName, peer);
    }

    private static TunnelException notVerified(String interfaceName, InetAddress peer) {
        return new TunnelException(
                FailureCause.NOT_VERIFIED, "peer", peer.getHostAddress(), "interface", interfaceName);
    }

    /** Null before the first answer. */
    @Nullable
    Double rttMillis() {
        return rttMillis;
    }

    @Override
    public void close() {
        Thread running = watch;
        if (running != null) {
            running.interrupt();
        }
    }
}
