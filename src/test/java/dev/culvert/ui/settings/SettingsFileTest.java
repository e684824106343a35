package dev.culvert.ui.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ui.settings.UserSettings.Language;
import dev.culvert.ui.settings.UserSettings.Theme;
import dev.culvert.ui.settings.UserSettings.WindowPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    Path directory;

    private Path path = Path.of("");
    private SettingsFile file = new SettingsFile(path);

    @BeforeEach
    void inADirectoryThatIsNotThereYet() {
        path = directory.resolve("culvert/settings.json");
        file = new SettingsFile(path);
    }

    private void holds(String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    @Test
    void whatIsWrittenIsReadAgainAndNobodyElseMay() throws IOException {
        assertThat(file.read()).isEqualTo(UserSettings.DEFAULT);
        UserSettings settings = new UserSettings(
                Theme.DARK,
                Language.CHINESE,
                false,
                false,
                List.of("b", "a"),
                Optional.of(new WindowPlace(1, 2, 1120, 720, true)));
        file.write(settings);
        assertThat(new SettingsFile(path).read()).isEqualTo(settings);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        file.write(UserSettings.DEFAULT.withWindow(new WindowPlace(1, 2, 1120, 720, true)));
        assertThat(file.read().theme()).isEqualTo(Theme.SYSTEM);
        assertThat(file.read().profileOrder()).isEmpty();
    }

    /** A newer version's file loses nothing through this one. */
    @Test
    void unknownKeysAndValuesStay() throws IOException {
        holds(
                "{\"theme\": \"sepia\", \"rules\": [{\"wifi\": \"Home\"}], \"window\": {\"x\": \"left\"}, \"closeToTray\": 7}");
        UserSettings read = file.read();
        assertThat(read).isEqualTo(UserSettings.DEFAULT);
        file.write(read.withNotifications(false));
        assertThat(Files.readString(path))
                .contains("\"sepia\"", "\"wifi\"", "\"left\"", "\"closeToTray\" : 7", "\"notifications\" : false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"theme\": ", "[1]", "null", "\0\0"})
    void aBrokenFileIsKeptAside(String broken) throws IOException {
        for (String name : List.of("settings.json.broken", "settings.json.broken-2")) {
            holds(broken);
            assertThat(file.read()).isEqualTo(UserSettings.DEFAULT);
            assertThat(path.resolveSibling(name)).hasContent(broken);
            assertThat(path).doesNotExist();
        }
        file.write(UserSettings.DEFAULT.withTheme(Theme.LIGHT));
        assertThat(file.read().theme()).isEqualTo(Theme.LIGHT);
    }

    @Test
    void changesApplyAtOnceAndTheNewestIsWritten() throws IOException {
        Deque<Runnable> background = new ArrayDeque<>();
        List<IOException> failures = new ArrayList<>();
        SavedSettings saved = new SavedSettings(file, UserSettings.DEFAULT, background::add, failures::add);
        saved.update(settings -> settings.withTheme(Theme.DARK));
        saved.update(settings -> settings.withCloseToTray(false));
        saved.update(settings -> settings.withCloseToTray(false));
        assertThat(saved.get().theme()).isEqualTo(Theme.DARK);
        assertThat(background).hasSize(1);
        background.remove().run();
        assertThat(file.read()).isEqualTo(saved.get());

        saved.update(settings -> settings.withTheme(Theme.LIGHT));
        Files.delete(path);
        Files.createDirectories(path.resolve("in the way"));
        background.remove().run();
        assertThat(failures).hasSize(1);
    }

    @Test
    void themeAndLanguageOfTheSystem() {
        assertThat(Theme.SYSTEM.isDark(true)).isTrue();
        assertThat(Theme.SYSTEM.isDark(false)).isFalse();
        assertThat(Theme.LIGHT.isDark(true)).isFalse();
        assertThat(Theme.DARK.isDark(false)).isTrue();
        assertThat(Language.SYSTEM.locale(Locale.GERMAN)).isEqualTo(Locale.GERMAN);
        assertThat(Language.CHINESE.locale(Locale.GERMAN)).isEqualTo(Locale.SIMPLIFIED_CHINESE);
    }
}
