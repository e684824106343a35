package dev.culvert.desktop.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutostartTest {
    @TempDir
    Path home;

    private Path file;
    private Autostart autostart;

    @BeforeEach
    void setUp() {
        file = home.resolve(".config/autostart/culvert.desktop");
        autostart = Autostart.of(Map.of("HOME", home.toString()));
    }

    @Test
    void isOffUntilTurnedOn() throws Exception {
        assertThat(autostart.isOn()).isFalse();
        autostart.turnOn(List.of("/opt/culvert/bin/culvert", "--hidden"));
        assertThat(autostart.isOn()).isTrue();
        autostart.turnOff();
        autostart.turnOff();
        assertThat(autostart.isOn()).isFalse();
    }

    @Test
    void writesADesktopEntryAndNothingBesideIt() throws Exception {
        autostart.turnOn(List.of("/usr/bin/culvert"));
        autostart.turnOn(List.of("/opt/culvert/bin/culvert", "--hidden"));
        assertThat(file).hasContent("""
                [Desktop Entry]
                Type=Application
                Name=Culvert
                Icon=culvert
                Exec=/opt/culvert/bin/culvert --hidden
                Terminal=false
                StartupNotify=false
                X-GNOME-Autostart-enabled=true
                """);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    /** The examples of the specification, "The Exec key": the string's own escapes come on top of the quotes'. */
    @Test
    void quotesAsTheSpecificationSays() throws Exception {
        autostart.turnOn(List.of("/opt/my programs/culvert", "a$b", "back\\slash", "say \"hi\"", "100%", "", "`x`"));
        assertThat(Files.readAllLines(file))
                .contains("Exec=\"/opt/my programs/culvert\" \"a\\\\$b\" \"back\\\\\\\\slash\" "
                        + "\"say \\\\\"hi\\\\\"\" 100%% \"\" \"\\\\`x\\\\`\"");
    }

    @Test
    void believesTheSessionsOwnSwitches() throws Exception {
        for (String line : List.of("Hidden=true", "X-GNOME-Autostart-enabled = false")) {
            autostart.turnOn(List.of("/usr/bin/culvert"));
            Files.writeString(file, Files.readString(file).replace("X-GNOME-Autostart-enabled=true", line));
            assertThat(autostart.isOn()).as(line).isFalse();
            autostart.turnOn(List.of("/usr/bin/culvert"));
            assertThat(autostart.isOn()).as("turned on again").isTrue();
        }
    }

    @Test
    void followsXdgConfigHome() throws Exception {
        Autostart elsewhere = Autostart.of(Map.of(
                "HOME", home.toString(), "XDG_CONFIG_HOME", home.resolve("etc").toString()));
        elsewhere.turnOn(List.of("/usr/bin/culvert"));
        assertThat(home.resolve("etc/autostart/culvert.desktop")).exists();
    }
}
