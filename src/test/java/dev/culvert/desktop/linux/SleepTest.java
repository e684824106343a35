package dev.culvert.desktop.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What logind says before and after sleep, on a real dbus-daemon in the place of the system's. */
class SleepTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Test
    void tellsThatTheMachineWokeAndNotThatItFallsAsleep() throws Exception {
        try (PrivateBus system = PrivateBus.start(directory);
                DBusConnection logind = system.connect();
                LinuxDesktop desktop = new LinuxDesktop(Map.of("DBUS_SYSTEM_BUS_ADDRESS", system.address()))) {
            desktop.woke(() -> told.add("woke"));
            // who listens is not to be seen from outside: said until it is heard
            Await.until("the first waking is heard", TIMEOUT, () -> {
                say(logind, false);
                return !told.isEmpty();
            });
            say(logind, true);
            told.clear();
            say(logind, false);
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("woke");
        }
    }

    private static void say(DBusConnection logind, boolean asleep) {
        try {
            logind.sendMessage(logind.getMessageFactory()
                    .createSignal(
                            null,
                            "/org/freedesktop/login1",
                            "org.freedesktop.login1.Manager",
                            "PrepareForSleep",
                            "b",
                            asleep));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
