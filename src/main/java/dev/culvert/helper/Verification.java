package dev.culvert.helper;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import dev.culvert.network.IpTool;
import dev.culvert.network.KernelProbe;
import dev.culvert.network.LocalNetwork;
import dev.culvert.pipeline.EchoProbe;
import dev.culvert.pipeline.PacketPath;
import dev.culvert.pipeline.TrafficCounters;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees that packets come back: once before a tunnel counts as connected, then every few seconds for round-trip time and loss.
 * {@link #close} ends that; it is also harmless before.
 */
final class Verification implements AutoCloseable {
    /** A tunnel that is well answers within a round trip; a device that has just come up may take a second more. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** The same where the network has just changed. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private static final Duration INTERVAL = Duration.ofSeconds(3);

    /** Unanswered measurements in a row after which the connection is asked. */
    private static final int MISSED = 5;

    /** Measurements that the loss is taken of: the last minute and a half. */
    private static final int SAMPLES = 30;

    private final String interfaceName;
    private final InetAddress source;
    private final InetAddress peer;
    private final EchoProbe probe;
    private final TrafficCounters counters;
    private final Semaphore hurried = new Semaphore(0);
    private final Deque<Boolean> samples = new ArrayDeque<>(); // guarded by this
    private int unanswered;
    private volatile @Nullable Double rttMillis;
    private volatile @Nullable Thread watch;

    Verification(
            PacketPath path,
            TrafficCounters counters,
            IpTool ip,
            String interfaceName,
            Layer layer,
            TunnelAddresses addresses)
            throws TunnelException {
        this.counters = counters;
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

    /** Tells whether the connection under the tunnel answers. */
    interface Beneath {
        boolean answers(Duration timeout) throws InterruptedException;
    }

    /**
     * Begins to measure round-trip time and loss now and then.
     *
     * @param silent told when packets go in and none comes out, while the connection answers: TUNNEL_SILENT (facts peer,
     *     interface); or, after {@link #hurry}, when that does not answer either: CONNECTION_LOST
     */
    void watch(Beneath connection, Consumer<Failure> silent) {
        watch = Thread.ofVirtual().name("rtt " + interfaceName).start(() -> watchAgainAndAgain(connection, silent));
    }

    /** Measures now; something has changed that may have ended the tunnel. */
    void hurry() {
        hurried.release();
    }

    private void watchAgainAndAgain(Beneath connection, Consumer<Failure> silent) {
        try {
            while (true) {
                boolean hasty = hurried.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                hurried.drainPermits();
                long before = counters.received().packets();
                boolean answered = hasty ? measureAgain() : measureOnce();
                unanswered = answered || counters.received().packets() > before ? 0 : unanswered + 1;
                if (unanswered > 0 && (hasty || unanswered % MISSED == 0)) {
                    if (connection.answers(hasty ? SOON : ANSWER)) {
                        silent.accept(Failure.of(
                                FailureCause.TUNNEL_SILENT, "peer", peer.getHostAddress(), "interface", interfaceName));
                        return;
                    }
                    if (hasty) {
                        silent.accept(TunnelLink.networkChanged());
                        return;
                    }
                    // both are silent: a gap that ends by itself, or the connection's keepalive will tell
                }
            }
        } catch (InterruptedException | IOException e) {
            // closed, or the path has ended, which says so itself
        }
    }

    private boolean measureOnce() throws IOException, InterruptedException {
        Optional<Duration> answer = probe.measureOnce(INTERVAL);
        answer.ifPresent(this::note);
        sample(answer.isPresent());
        return answer.isPresent();
    }

    private boolean measureAgain() throws IOException, InterruptedException {
        Optional<Duration> answer = probe.measure(SOON);
        answer.ifPresent(this::note);
        return answer.isPresent();
    }

    private synchronized void sample(boolean answered) {
        if (samples.size() == SAMPLES) {
            samples.removeFirst();
        }
        samples.addLast(answered);
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

    /** Of the last measurements; null before there are some. */
    @Nullable
    synchronized Double lossPercent() {
        long lost = samples.stream().filter(answered -> !answered).count();
        return samples.size() < MISSED ? null : (Double) (100.0 * lost / samples.size());
    }

    @Override
    public void close() {
        Thread running = watch;
        if (running != null) {
            running.interrupt();
        }
    }
}
