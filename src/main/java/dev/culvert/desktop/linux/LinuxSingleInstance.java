package dev.culvert.desktop.linux;

import dev.culvert.desktop.SingleInstance;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By the name {@value #NAME} on the session bus; where there is no bus, by a socket among the user's own files. */
final class LinuxSingleInstance implements SingleInstance, AutoCloseable {
    static final String NAME = "dev.culvert.Culvert";
    static final String PATH = "/dev/culvert/Culvert";

    private static final Logger LOG = LoggerFactory.getLogger(LinuxSingleInstance.class);

    private static final int BUS_SECONDS = 3;
    private static final int ALL_SECONDS = 5;

    private final SessionBus bus;
    private final InstanceSocket socket;
    private final Calls calls;
    private @Nullable Seat seat;

    LinuxSingleInstance(SessionBus bus, InstanceSocket socket, Calls calls) {
        this.bus = bus;
        this.socket = socket;
        this.calls = calls;
    }

    @Override
    public synchronized CompletableFuture<Boolean> claim(List<Path> files, Consumer<List<Path>> raise) {
        List<Path> absolute = files.stream().map(Path::toAbsolutePath).toList();
        Consumer<List<Path>> raised = asked -> calls.run(() -> raise.accept(asked));
        CompletableFuture<Boolean> isFirst = new CompletableFuture<>();
        Seat place = bus.seat("instance", new Claim(absolute, raised, isFirst));
        seat = place;
        place.take();
        Thread.ofVirtual().name("culvert-claim").start(() -> {
            if (!bus.firstTry()
                    .completeOnTimeout(false, BUS_SECONDS, TimeUnit.SECONDS)
                    .join()) {
                isFirst.complete(claimSocket(absolute, raised));
            }
        });
        return isFirst.completeOnTimeout(true, ALL_SECONDS, TimeUnit.SECONDS).copy();
    }

    @Override
    public synchronized void close() {
        if (seat != null) {
            seat.close();
        }
        socket.close();
    }

    private boolean claimSocket(List<Path> files, Consumer<List<Path>> raise) {
        try {
            return socket.claim(files, raise);
        } catch (IOException e) {
            LOG.info("cannot tell whether this is the only window: {}", e.toString());
            return true;
        }
    }

    /** What is asked for on the bus: the name, or that whoever has it comes forward. */
    private record Claim(List<Path> files, Consumer<List<Path>> raise, CompletableFuture<Boolean> isFirst)
            implements Seat.Guest {
        @Override
        public void joined(DBusConnection bus) throws DBusException {
            if (isFirst.isDone() && !isFirst.join()) {
                return;
            }
            // Before the name: whoever sees it may call at once.
            bus.exportObject(PATH, new Application(raise));
            try {
                bus.requestBusName(NAME);
                isFirst.complete(true);
            } catch (DBusException e) {
                bus.unExportObject(PATH);
                if (!isFirst.isDone()) {
                    isFirst.complete(!handOver(bus));
                }
            }
        }

        @Override
        public void left() {
            // Claimed again with the next connection.
        }

        private boolean handOver(DBusConnection bus) throws DBusException {
            ApplicationBus running = bus.getRemoteObject(NAME, PATH, ApplicationBus.class);
            try {
                if (files.isEmpty()) {
                    running.activate(Map.of());
                } else {
                    running.open(
                            files.stream().map(file -> file.toUri().toString()).toList(), Map.of());
                }
                return true;
            } catch (DBusExecutionException e) {
                LOG.info("the running window does not answer: {}", e.toString());
                return false;
            }
        }
    }

    private record Application(Consumer<List<Path>> raise) implements ApplicationBus {
        @Override
        public String getObjectPath() {
            return PATH;
        }

        @Override
        public void activate(Map<String, Variant<?>> platformData) {
            raise.accept(List.of());
        }

        @Override
        public void open(List<String> uris, Map<String, Variant<?>> platformData) {
            raise.accept(uris.stream().flatMap(Application::file).toList());
        }

        @Override
        public void activateAction(String name, List<Variant<?>> parameter, Map<String, Variant<?>> platformData) {
            raise.accept(List.of());
        }

        /** None for what is no file of this machine. */
        private static Stream<Path> file(String uri) {
            try {
                return Stream.of(Path.of(URI.create(uri)));
            } catch (IllegalArgumentException | FileSystemNotFoundException e) {
                LOG.info("cannot open {}: {}", uri, e.toString());
                return Stream.empty();
            }
        }
    }
}
