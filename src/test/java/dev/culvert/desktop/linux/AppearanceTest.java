package dev.culvert.desktop.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.desktop.Tone;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the desktop says of light and dark, on a real dbus-daemon. */
class AppearanceTest {
    @TempDir
    Path directory;

    private final BlockingQueue<Tone> told = new LinkedBlockingQueue<>();

    @Test
    void tellsHowWindowsAreToBeNowAndWithEachChange() throws Exception {
        try (PrivateBus session = PrivateBus.start(directory);
                Portal portal = new Portal(session);
                LinuxDesktop desktop = new LinuxDesktop(session.environment())) {
            portal.prefer(1);
            desktop.tone(told::add);
            assertThat(next()).isEqualTo(Tone.DARK);
            portal.prefer(2);
            assertThat(next()).isEqualTo(Tone.LIGHT);
            portal.prefer(0);
            assertThat(next()).isEqualTo(Tone.ANY);
        }
    }

    private Tone next() throws InterruptedException {
        Tone next = told.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("told in time").isNotNull();
        return next;
    }
}
