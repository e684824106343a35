package dev.culvert.desktop.linux;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A guest's place at the session bus, with a thread of its own: a peer that hangs holds up nobody else. */
final class Seat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Seat.class);

    /** Who uses the bus; both on the seat's thread. */
    interface Guest {
        void joined(DBusConnection bus) throws DBusException;

        void left();
    }

    /** Something to do with the bus; may wait for replies. */
    interface Task {
        void on(DBusConnection bus) throws DBusException;
    }

    private final String name;
    private final Guest guest;
    private final Consumer<Seat> admission;
    private final ThreadPoolExecutor thread;
    /** Of the seat's thread alone. */
    private @Nullable DBusConnection bus;

    Seat(String name, Guest guest, Consumer<Seat> admission) {
        this.name = name;
        this.guest = guest;
        this.admission = admission;
        thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofVirtual().name("culvert-" + name).factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** From now on the guest joins at once if there is a connection, and whenever there is one again. Once, by a guest that is whole. */
    void take() {
        admission.accept(this);
    }

    /** Does this on the seat's thread, if there is a bus then. Never blocks; what fails is logged, for the other side may go at any time. */
    void run(Task task) {
        thread.execute(() -> {
            if (bus != null) {
                attempt(task, bus);
            }
        });
    }

    void join(DBusConnection made) {
        thread.execute(() -> {
            bus = made;
            attempt(guest::joined, made);
        });
    }

    void leave() {
        thread.execute(() -> {
            bus = null;
            guest.left();
        });
    }

    /** What was asked before is still done. */
    @Override
    public void close() {
        thread.shutdown();
    }

    /** Whether it is closed, and what was asked before is done. */
    boolean isOver() {
        return thread.isTerminated();
    }

    void awaitEnd() throws InterruptedException {
        thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    private void attempt(Task task, DBusConnection with) {
        try {
            task.on(with);
        } catch (DBusException | DBusExecutionException e) {
            LOG.info("{}: {}", name, e.toString());
        } catch (RuntimeException e) {
            LOG.error("{} failed", name, e);
        }
    }
}
