package dev.culvert.desktop.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.freedesktop.dbus.connections.IDisconnectCallback;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.MethodCall;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's one connection to the session bus, made and, when lost, made again in the background: after 1 s, then twice as long
 * each time, a minute at most. Who uses it takes a {@link Seat}. Nothing here blocks but {@link #close()}, 1 s at most.
 */
final class SessionBus implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionBus.class);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration REPLY = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final List<Seat> seats = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> firstTry = new CompletableFuture<>();
    private final @Nullable Thread keeper;
    private @Nullable DBusConnection connection;
    private boolean isClosed;

    /** @param address empty: there is no bus, and never will be */
    SessionBus(Optional<String> address) {
        keeper = address.map(
                        known -> Thread.ofVirtual().name("culvert-session-bus").start(() -> keep(known)))
                .orElse(null);
        if (keeper == null) {
            firstTry.complete(false);
        }
    }

    /** Where the bus listens: what the session says, else systemd's place for it. D-Bus specification, "Well-known Message Bus Instances". */
    static Optional<String> address(Map<String, String> environment) {
        Optional<String> told = Optional.ofNullable(environment.get("DBUS_SESSION_BUS_ADDRESS"))
                .flatMap(all -> List.of(all.split(";", -1)).stream()
                        .filter(each -> each.startsWith("unix:path="))
                        .findFirst());
        return told.or(() -> Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                .map(directory -> Path.of(directory, "bus"))
                .filter(Files::exists)
                .map(socket -> "unix:path=" + socket));
    }

    /** Where the system's bus listens. D-Bus specification, as above. */
    static Optional<String> systemAddress(Map<String, String> environment) {
        return Optional.of(
                environment.getOrDefault("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/var/run/dbus/system_bus_socket"));
    }

    /** Completes with whether the first try to connect went well, within 5 s. */
    CompletableFuture<Boolean> firstTry() {
        return firstTry.copy();
    }

    /** A place for the guest, who joins when the seat is taken. */
    Seat seat(String name, Seat.Guest guest) {
        return new Seat(name, guest, this::admit);
    }

    private synchronized void admit(Seat seat) {
        seats.removeIf(Seat::isOver);
        seats.add(seat);
        if (connection != null) {
            seat.join(connection);
        }
    }

    @Override
    public void close() {
        DBusConnection last;
        synchronized (this) {
            isClosed = true;
            last = connection;
            connection = null;
        }
        if (keeper != null) {
            keeper.interrupt();
        }
        if (last != null) {
            // Each guest takes leave with replies to wait for; a bus that hangs is left to itself.
            Thread leaving =
                    Thread.ofPlatform().daemon().name("culvert-bus-leave").start(() -> leave(last));
            try {
                leaving.join(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void leave(DBusConnection last) {
        try {
            for (Seat seat : seats) {
                seat.close();
                seat.awaitEnd();
            }
            last.disconnect();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(String address) {
        // The library's only dial for it; it is 20 s otherwise.
        MethodCall.setDefaultTimeout(REPLY.toMillis());
        Duration pause = FIRST_PAUSE;
        try {
            while (true) {
                CountDownLatch lost = new CountDownLatch(1);
                Optional<DBusConnection> made = connect(address, lost);
                if (made.isPresent() && !welcome(made.get())) {
                    return;
                }
                firstTry.complete(made.isPresent());
                if (made.isPresent()) {
                    lost.await();
                    LOG.info("the session bus is gone");
                    farewell();
                    pause = FIRST_PAUSE;
                }
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException e) {
            LOG.debug("closed");
        } finally {
            firstTry.complete(false);
        }
    }

    private synchronized boolean welcome(DBusConnection made) {
        if (isClosed) {
            made.disconnect();
            return false;
        }
        connection = made;
        seats.forEach(seat -> seat.join(made));
        return true;
    }

    private synchronized void farewell() {
        connection = null;
        seats.forEach(Seat::leave);
    }

    /** On a thread that can be left behind: the library waits for the bus's greeting without an end. */
    private static Optional<DBusConnection> connect(String address, CountDownLatch lost) throws InterruptedException {
        CompletableFuture<DBusConnection> made = new CompletableFuture<>();
        Thread attempt = Thread.ofVirtual().name("culvert-bus-connect").start(() -> {
            try {
                DBusConnection connection = open(address, lost);
                if (!made.complete(connection)) {
                    connection.disconnect();
                }
            } catch (DBusException | RuntimeException e) {
                made.completeExceptionally(e);
            }
        });
        try {
            return Optional.of(made.get(CONNECT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            LOG.info("no session bus at {}: {}", address, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            LOG.info("the session bus at {} does not answer", address);
        } finally {
            made.cancel(false);
            attempt.interrupt();
        }
        return Optional.empty();
    }

    private static DBusConnection open(String address, CountDownLatch lost) throws DBusException {
        return DBusConnectionBuilder.forAddress(address)
                .withShared(false)
                .withDisconnectCallback(new IDisconnectCallback() {
                    @Override
                    public void disconnectOnError(IOException e) {
                        lost.countDown();
                    }

                    @Override
                    public void clientDisconnect() {
                        lost.countDown();
                    }
                })
                // Calls and signals in the order they came.
                .receivingThreadConfig()
                .withMethodCallThreadCount(1)
                .withSignalThreadCount(1)
                .connectionConfig()
                // One try, here: the pauses between tries are ours.
                .transportConfig()
                .withTimeout(500)
                .back()
                .build();
    }
}
