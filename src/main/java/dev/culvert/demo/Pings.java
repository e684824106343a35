package dev.culvert.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Traffic to look at: pings one peer after the other until closed. A thread of its own. */
final class Pings implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final NearEnd end;
    private final List<InetAddress> peers;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("demo-pings").unstarted(this::run);
    private Figures figures = Figures.NONE;

    /** Since the start; the round trips of those that were answered, added up. */
    record Figures(long sent, long answered, Duration roundTrips) {
        static final Figures NONE = new Figures(0, 0, Duration.ZERO);

        Figures since(Figures before) {
            return new Figures(sent - before.sent, answered - before.answered, roundTrips.minus(before.roundTrips));
        }

        /** Mean round trip; empty when nothing was answered. */
        Optional<Duration> mean() {
            return answered == 0 ? Optional.empty() : Optional.of(roundTrips.dividedBy(answered));
        }
    }

    Pings(NearEnd end, List<InetAddress> peers) {
        this.end = end;
        this.peers = List.copyOf(peers);
    }

    void start() {
        thread.start();
    }

    synchronized Figures figures() {
        return figures;
    }

    private void run() {
        try {
            for (int i = 0; ; i++) {
                count(end.ping(peers.get(i % peers.size()), TIMEOUT));
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException | IOException e) {
            // closed, or the tunnel has ended, which says so itself
        }
    }

    private synchronized void count(Optional<Duration> answer) {
        figures = new Figures(
                figures.sent + 1,
                figures.answered + (answer.isPresent() ? 1 : 0),
                figures.roundTrips.plus(answer.orElse(Duration.ZERO)));
    }

    /** Blocks until the last ping is over, a second at most. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(TIMEOUT.plus(PAUSE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
