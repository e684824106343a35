package dev.culvert.desktop.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two desktops in one process are two starts of the program: each has its own connection. */
class LinuxSingleInstanceTest {
    @TempDir
    Path directory;

    private final List<List<Path>> raised = new CopyOnWriteArrayList<>();

    @Test
    void theSecondRaisesTheFirst() throws Exception {
        try (PrivateBus session = PrivateBus.start(directory)) {
            raisesTheFirst(session.environment());
        }
    }

    @Test
    void theSecondRaisesTheFirstWithoutABus() throws Exception {
        raisesTheFirst(Map.of("XDG_RUNTIME_DIR", directory.toString()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("culvert"))))
                .isEqualTo("rwx------");
    }

    @Test
    void displaysWithoutABusHaveAWindowEach() {
        Map<String, String> one = Map.of("XDG_RUNTIME_DIR", directory.toString(), "DISPLAY", ":1");
        Map<String, String> two = Map.of("XDG_RUNTIME_DIR", directory.toString(), "DISPLAY", ":2");
        try (LinuxDesktop first = new LinuxDesktop(one);
                LinuxDesktop second = new LinuxDesktop(two)) {
            assertThat(claim(first)).isTrue();
            assertThat(claim(second)).isTrue();
        }
    }

    /** kill -9 leaves the socket's file behind, and no lock. */
    @Test
    void aDeadOnesSocketIsTakenOver() throws Exception {
        Files.createDirectory(directory.resolve("culvert"));
        Files.createFile(directory.resolve("culvert/window.socket"));
        raisesTheFirst(Map.of("XDG_RUNTIME_DIR", directory.toString()));
    }

    @Test
    void aBusThatHangsIsLeftForTheSocket() throws Exception {
        try (PrivateBus session = PrivateBus.start(directory)) {
            session.freeze();
            Map<String, String> environment = new HashMap<>(session.environment());
            environment.put("XDG_RUNTIME_DIR", directory.toString());
            try (LinuxDesktop one = new LinuxDesktop(environment);
                    LinuxDesktop other = new LinuxDesktop(environment)) {
                CompletableFuture<Boolean> first = one.singleInstance().claim(List.of(), raised::add);
                CompletableFuture<Boolean> second = other.singleInstance().claim(List.of(), raised::add);
                assertThat(List.of(first.join(), second.join()))
                        .as("both at once")
                        .containsExactlyInAnyOrder(true, false);
                untilRaised(List.of(List.of()));
            }
        }
    }

    /** As a launcher does it that knows our desktop entry. */
    @Test
    void isRaisedByLaunchersToo() throws Exception {
        try (PrivateBus session = PrivateBus.start(directory);
                LinuxDesktop first = new LinuxDesktop(session.environment())) {
            assertThat(claim(first)).isTrue();
            DBusConnection launcher = session.connect();
            ApplicationBus running =
                    launcher.getRemoteObject(LinuxSingleInstance.NAME, LinuxSingleInstance.PATH, ApplicationBus.class);
            running.activate(Map.of("desktop-startup-id", new Variant<>("x")));
            running.open(List.of("file:///tmp/my%20office.json", "https://example.org/not-here"), Map.of());
            untilRaised(List.of(List.of(), List.of(Path.of("/tmp/my office.json"))));
            launcher.disconnect();
        }
    }

    private void raisesTheFirst(Map<String, String> environment) {
        Path file = directory.resolve("my office.json");
        try (LinuxDesktop second = new LinuxDesktop(environment)) {
            try (LinuxDesktop first = new LinuxDesktop(environment)) {
                assertThat(claim(first)).isTrue();
                assertThat(claim(second)).isFalse();
                untilRaised(List.of(List.of()));
                try (LinuxDesktop third = new LinuxDesktop(environment)) {
                    assertThat(claim(third, file)).isFalse();
                }
                untilRaised(List.of(List.of(), List.of(file)));
            }
            try (LinuxDesktop fourth = new LinuxDesktop(environment)) {
                assertThat(claim(fourth)).as("after the first has ended").isTrue();
            }
        }
    }

    private boolean claim(LinuxDesktop desktop, Path... files) {
        return desktop.singleInstance().claim(List.of(files), raised::add).join();
    }

    private void untilRaised(List<List<Path>> times) {
        Await.until("raised " + times, Duration.ofSeconds(10), () -> raised.equals(times));
    }
}
