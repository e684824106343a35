package dev.culvert.control;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A helper in this process, that does what the test says. */
final class StandInHelper implements HelperAccess, HelperConnection {
    final List<String> asked = new CopyOnWriteArrayList<>();
    final CompletableFuture<Consumer<Event>> watcher = new CompletableFuture<>();
    final CompletableFuture<Runnable> closed = new CompletableFuture<>();
    final CountDownLatch startAsked = new CountDownLatch(1);
    volatile boolean isRunning;
    /** Happens after the helper has said its status, and before that reaches who asked. */
    volatile Runnable answering = () -> {};
    /** Starting it lasts until it is interrupted or {@link #dismissed}, as while a person is asked for a password. */
    volatile boolean isSlow;

    final CountDownLatch dismissed = new CountDownLatch(1);

    volatile @Nullable Failure failure;
    volatile List<TunnelStatus> tunnels = List.of();
    volatile List<TunnelStatus> left = List.of();

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
        startAsked.countDown();
        if (isSlow) {
            try {
                dismissed.await();
                throw new TunnelException(FailureCause.NO_PRIVILEGE, "reason", "dismissed");
            } catch (InterruptedException e) {
                throw new TunnelException(Failure.of(FailureCause.CANCELLED), e);
            }
        }
        isRunning = true;
        return this;
    }

    @Override
    public Optional<Path> log() {
        return Optional.empty();
    }

    @Override
    public Event.Welcome welcome() {
        return new Event.Welcome(Command.PROTOCOL, "test", 77, "root");
    }

    @Override
    public void up(String profileText, Consumer<Event> progress) throws TunnelException {
        asked.add("up");
        Failure why = failure;
        if (why != null) {
            throw new TunnelException(why);
        }
    }

    @Override
    public void down(String name, Consumer<Event> progress) {
        asked.add("down " + name);
    }

    @Override
    public void downAll(Consumer<Event> progress) {
        asked.add("down all");
    }

    @Override
    public List<TunnelStatus> status() {
        List<TunnelStatus> now = tunnels;
        Consumer<Event> listener = watcher.getNow(null);
        if (listener != null) {
            listener.accept(new Event.Snapshot(0, now));
        }
        answering.run();
        return now;
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
    public List<Event.PlannedStep> plan(String profileText) {
        return List.of();
    }

    @Override
    public void examine(String profileText, Consumer<Event> told) {
        asked.add("examine");
    }

    @Override
    public void watch(Consumer<Event> listener) {
        watcher.complete(listener);
    }

    @Override
    public void hurry() {
        asked.add("hurry");
    }

    @Override
    public void keep(String name) {
        asked.add("keep " + name);
    }

    @Override
    public void onClosed(Runnable listener) {
        closed.complete(listener);
    }

    @Override
    public void close() {
        asked.add("close");
    }
}
