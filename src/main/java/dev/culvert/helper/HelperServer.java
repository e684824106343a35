package dev.culvert.helper;

import dev.culvert.ipc.Event;
import dev.culvert.network.KillSwitches;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves clients on a socket until nobody needs it any more: {@link #run} returns after an idle time without a client and without
 * a tunnel, or after {@link #end}.
 */
final class HelperServer implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(HelperServer.class);

    /** Connections at once; one more is closed. */
    static final int MAX_CLIENTS = 64;

    /** How long a connection may keep its place without a word: nobody can hold all places for long. */
    private static final Duration GREETING = Duration.ofSeconds(5);

    private static final Duration STATS_PERIOD = Duration.ofSeconds(1);

    private final ServerSocketChannel socket;
    private final Gate gate;
    private final Event.Welcome welcome;
    private final Duration idle;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final Tunnels tunnels;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("helper-clock").factory());
    private @Nullable ScheduledFuture<?> stats;
    private long idleSinceNanos = System.nanoTime();

    /** Decides by the kernel's word whether a connection is served. */
    interface Gate {
        boolean isServed(SocketChannel client) throws IOException;
    }

    /** @param socket listens; this closes it */
    HelperServer(
            ServerSocketChannel socket,
            Gate gate,
            Event.Welcome welcome,
            Tunnel.Factory factory,
            KillSwitches killSwitches,
            Duration idle) {
        this.socket = socket;
        this.gate = gate;
        this.welcome = welcome;
        this.idle = idle;
        tunnels = new Tunnels(factory, killSwitches, () -> clients);
    }

    /** Blocks until the end. */
    @Override
    public void run() {
        long period = Math.max(10, idle.toMillis() / 20);
        var _ = clock.scheduleWithFixedDelay(() -> tick(this::endWhenIdle), period, period, TimeUnit.MILLISECONDS);
        try {
            while (true) {
                admit(socket.accept());
            }
        } catch (AsynchronousCloseException e) {
            log.info("no more clients");
        } catch (ClosedChannelException e) {
            log.debug("closed before it served");
        } catch (IOException e) {
            log.error("the socket failed", e);
        } finally {
            clock.shutdownNow();
        }
    }

    /** Takes every tunnel down, in bounded time, and ends. Harmless when that is done; blocks. */
    void end(Duration bound) {
        closeSocket();
        tunnels.end(bound);
        clients.forEach(Client::close);
    }

    /** The network has changed, or the machine slept: looks after every tunnel. */
    void hurry() {
        tunnels.hurry();
    }

    /** The names of the tunnels' own interfaces. */
    Set<String> interfaces() {
        return tunnels.interfaces();
    }

    private void admit(SocketChannel channel) throws IOException {
        boolean served = false;
        try {
            served = clients.size() < MAX_CLIENTS && gate.isServed(channel);
        } catch (IOException e) {
            log.warn("a client that cannot be told who it is: {}", e.getMessage());
        }
        if (!served) {
            log.warn("a client is refused: {} are served", clients.size());
            channel.close();
            return;
        }
        Client client = new Client(channel, welcome, tunnels, this::startStats);
        clients.add(client);
        var _ = clock.schedule(client::closeUnlessGreeted, GREETING.toMillis(), TimeUnit.MILLISECONDS);
        Thread.ofVirtual().name("client").start(() -> {
            try {
                client.run();
            } finally {
                clients.remove(client);
            }
        });
    }

    private synchronized void startStats() {
        if (stats == null && !clock.isShutdown()) {
            stats = clock.scheduleAtFixedRate(
                    () -> tick(this::sendStats),
                    STATS_PERIOD.toMillis(),
                    STATS_PERIOD.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    /** A task that throws is not run again; the next time may be better. */
    private static void tick(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("the helper's clock", e);
        }
    }

    private void sendStats() {
        List<Client> watching = clients.stream().filter(Client::isWatching).toList();
        if (watching.isEmpty()) {
            stopStats();
            return;
        }
        tunnels.tellStatus(all -> {
            Event.Stats event = new Event.Stats(all);
            watching.forEach(client -> client.send(event));
        });
    }

    private synchronized void stopStats() {
        if (stats != null && clients.stream().noneMatch(Client::isWatching)) {
            stats.cancel(false);
            stats = null;
        }
    }

    private void endWhenIdle() {
        long now = System.nanoTime();
        if (!clients.isEmpty() || tunnels.anyLive()) {
            idleSinceNanos = now;
        } else if (now - idleSinceNanos >= idle.toNanos()) {
            log.info("ends: no tunnel and no client for {} s", idle.toSeconds());
            closeSocket();
        }
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            log.warn("closing the socket: {}", e.getMessage());
        }
    }
}
