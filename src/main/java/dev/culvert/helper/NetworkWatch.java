package dev.culvert.helper;

import dev.culvert.net.TunnelException;
import dev.culvert.network.IpTool;
import dev.culvert.network.Uplinks;
import dev.culvert.network.linux.RouteEvents;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when this machine's way to the outside has changed, or the machine has slept: a tunnel that is up may be dead by then, and
 * one that waits to be dialled again may be now. For the life of the process.
 */
final class NetworkWatch {
    private static final Logger log = LoggerFactory.getLogger(NetworkWatch.class);

    /** A network that comes up changes several times; the last change is what counts. */
    private static final Duration SETTLING = Duration.ofMillis(250);

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final IpTool ip;
    private final Supplier<Set<String>> tunnels;
    private final Runnable changed;

    private NetworkWatch(IpTool ip, Supplier<Set<String>> tunnels, Runnable changed) {
        this.ip = ip;
        this.tunnels = tunnels;
        this.changed = changed;
    }

    /**
     * Begins to watch.
     *
     * @param tunnels names of the tunnels' own interfaces, whose changes are not told
     * @param changed called on a thread of its own
     */
    static void start(IpTool ip, Supplier<Set<String>> tunnels, Runnable changed) {
        NetworkWatch watch = new NetworkWatch(ip, tunnels, changed);
        Thread.ofPlatform().daemon().name("network-watch").start(watch::run);
    }

    private void run() {
        try {
            RouteEvents events = RouteEvents.open();
            Uplinks known = uplinks(new Uplinks(Set.of()));
            SleepWatch sleep = new SleepWatch(System::currentTimeMillis, System::nanoTime);
            while (true) {
                boolean event = events.await(LOOK);
                if (event) {
                    Thread.sleep(SETTLING);
                    events.drain();
                }
                Uplinks now = event ? uplinks(known) : known;
                boolean slept = sleep.hasSlept();
                if (slept || !now.equals(known)) {
                    log.info(slept ? "this machine has slept" : "this machine's network has changed");
                    changed.run();
                }
                known = now;
            }
        } catch (IOException e) {
            log.warn("the network is not watched: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What cannot be read now is as it was. */
    private Uplinks uplinks(Uplinks otherwise) {
        try {
            return Uplinks.read(ip, tunnels.get());
        } catch (TunnelException e) {
            log.debug("this machine's network: {}", e.failure());
            return otherwise;
        }
    }
}
