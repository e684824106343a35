package dev.culvert.cli;

import dev.culvert.control.HelperAccess;
import dev.culvert.control.HelperConnection;
import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.TrafficStats;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A helper in this process: what it is asked is kept, and what it answers is set. */
final class FakeHelper implements HelperAccess, HelperConnection {
    static final Instant SINCE = Instant.parse("2026-05-04T10:00:00Z");

    final List<String> asked = new CopyOnWriteArrayList<>();
    final Map<String, TunnelStatus> tunnels = new TreeMap<>();
    final CountDownLatch watched = new CountDownLatch(1);
    List<TunnelStatus> left = List.of();
    boolean isRunning;
    String privileges = "user culvert, CAP_NET_ADMIN";

    @Nullable
    Failure failure;

    /** Why {@link #keep} fails. */
    @Nullable
    Failure notKept;

    List<Event.PlannedStep> plan = List.of();
    List<Event> during = List.of();
    Optional<Path> log = Optional.empty();
    /** Runs in the middle of {@link #up}. */
    Runnable whileConnecting = () -> {};

    /** Runs in the middle of {@link #down}. */
    Runnable whileDisconnecting = () -> {};

    @Nullable
    Consumer<Event> watcher;

    @Nullable
    Runnable closed;

    @Override
    public List<TunnelStatus> leftClosed() {
        return left;
    }

    @Override
    public Optional<HelperConnection> attach() {
        return isRunning ? Optional.of(this) : Optional.empty();
    }

    @Override
    public HelperConnection attachOrStart() throws TunnelException {
        isRunning = true;
        return this;
    }

    @Override
    public Optional<Path> log() {
        return log;
    }

    @Override
    public Event.Welcome welcome() {
        return new Event.Welcome(Command.PROTOCOL, "test", 1, privileges);
    }

    @Override
    public void up(String profileText, Consumer<Event> progress) throws TunnelException {
        String name = ((ProfileReading.Valid) ProfileReader.read(profileText))
                .profile()
                .name();
        asked.add("up " + name);
        progress.accept(new Event.State(name, new TunnelState.Connecting(TunnelState.Stage.TCP)));
        progress.accept(new Event.State(name, new TunnelState.Connecting(TunnelState.Stage.LOGIN)));
        during.forEach(progress);
        whileConnecting.run();
        if (failure != null) {
            throw new TunnelException(failure);
        }
        progress.accept(new Event.State(name, new TunnelState.Connected("tun7", SINCE)));
        tunnels.put(name, status(name, new TunnelState.Connected("tun7", SINCE)));
    }

    static TunnelStatus status(String name, TunnelState state) {
        return new TunnelStatus(
                name,
                "tun",
                state,
                "tun7",
                "tun3",
                1500,
                List.of("10.78.0.1/24", "fd78::1/64"),
                List.of("10.78.0.2/24"),
                new TrafficStats(10, 2048, 1),
                new TrafficStats(20, 4096, 0),
                12.5,
                0.0,
                new TunnelStatus.Server(
                        "192.0.2.1:22", "SHA256:abc", "aes128-gcm@openssh.com", "mlkem768x25519-sha256", "OpenSSH_9.9"),
                List.of(),
                "digest");
    }

    @Override
    public void down(String name, Consumer<Event> progress) {
        asked.add("down " + name);
        progress.accept(new Event.State(name, new TunnelState.Disconnecting()));
        during.forEach(progress);
        whileDisconnecting.run();
        tunnels.remove(name);
        progress.accept(new Event.State(name, new TunnelState.Disconnected()));
    }

    @Override
    public void downAll(Consumer<Event> progress) {
        List.copyOf(tunnels.keySet()).forEach(name -> down(name, progress));
    }

    @Override
    public List<TunnelStatus> status() {
        return List.copyOf(tunnels.values());
    }

    @Override
    public void leave(String name) {
        asked.add("leave " + name);
    }

    @Override
    public void pause(String name, int minutes) {
        asked.add("pause " + name + " " + minutes);
    }

    @Override
    public List<Event.PlannedStep> plan(String profileText) throws TunnelException {
        if (failure != null) {
            throw new TunnelException(failure);
        }
        return plan;
    }

    @Override
    public void examine(String profileText, Consumer<Event> told) throws TunnelException {
        during.forEach(told);
        if (failure != null) {
            throw new TunnelException(failure);
        }
    }

    @Override
    public void watch(Consumer<Event> listener) {
        watcher = listener;
        watched.countDown();
    }

    void tell(Event event) {
        Consumer<Event> listener = watcher;
        if (listener == null) {
            throw new AssertionError("nobody watches");
        }
        listener.accept(event);
    }

    @Override
    public void hurry() {
        asked.add("hurry");
    }

    @Override
    public void keep(String name) throws TunnelException {
        asked.add("keep " + name);
        if (notKept != null) {
            throw new TunnelException(notKept);
        }
    }

    @Override
    public void onClosed(Runnable listener) {
        closed = listener;
    }

    @Override
    public void close() {
        asked.add("close");
    }
}
