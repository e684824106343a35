package dev.culvert.ui.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Clipped;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.kit.Switch;
import dev.culvert.ui.settings.UserSettings.Language;
import dev.culvert.ui.settings.UserSettings.Theme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsViewTest extends FxTest {
    @TempDir
    Path directory;

    private final SimpleBooleanProperty hasTray = new SimpleBooleanProperty(true);
    private final Item item = new Item();
    private int abouts;

    /** A system that remembers, or refuses. */
    private static final class Item implements LoginItem {
        boolean on;
        String refusal = "";

        @Override
        public boolean isOn() {
            return on;
        }

        @Override
        public void set(boolean wanted) throws IOException {
            if (!refusal.isEmpty()) {
                throw new IOException(refusal);
            }
            on = wanted;
        }
    }

    private SavedSettings saved() {
        return new SavedSettings(
                new SettingsFile(directory.resolve("settings.json")), UserSettings.DEFAULT, Runnable::run, e -> {
                    throw new AssertionError(e);
                });
    }

    private SettingsView view(SavedSettings saved, String language) {
        return fromFx(() -> new SettingsView(
                new SettingsViewModel(saved, Optional.of(item), Runnable::run, Runnable::run),
                new SettingsView.Surroundings(
                        hasTray,
                        new SimpleStringProperty("The helper runs as root with CAP_NET_ADMIN alone. It opens tunnel"
                                + " devices and sets routes, nothing else"),
                        "0.1.0",
                        () -> abouts++,
                        () -> {}),
                Messages.withWindow(Locale.forLanguageTag(language))));
    }

    private static <T extends Node> T find(SettingsView view, Class<T> type, String name) {
        return type.cast(view.getContent().lookupAll("*").stream()
                .filter(node -> type.isInstance(node) && Objects.equals(node.getAccessibleText(), name))
                .findFirst()
                .orElseThrow());
    }

    @Test
    void everythingAppliesAtOnce() throws IOException {
        SavedSettings saved = saved();
        SettingsView view = view(saved, "en");
        Stage stage = show(view, 800, 700, false);
        onFx(() -> {
            find(view, ToggleButton.class, "Theme: Dark").fire();
            assertThat(saved.get().theme()).isEqualTo(Theme.DARK);
            find(view, ToggleButton.class, "Theme: Dark").fire();
            assertThat(find(view, ToggleButton.class, "Theme: Dark").isSelected())
                    .isTrue();
            assertThat(find(view, ToggleButton.class, "Theme: System").isSelected())
                    .isFalse();

            find(view, ComboBox.class, "Language").getSelectionModel().select(2);
            find(view, Switch.class, "Notifications").requestFocus();
        });
        press(stage.getScene(), KeyCode.SPACE);
        onFx(() -> {
            assertThat(saved.get().language()).isEqualTo(Language.CHINESE);
            assertThat(saved.get().notifications()).isFalse();
            assertThat(find(view, Switch.class, "Notifications")
                            .selectedProperty()
                            .get())
                    .isFalse();
        });
        assertThat(new SettingsFile(directory.resolve("settings.json")).read()).isEqualTo(saved.get());
    }

    /** The switch shows what the system says, and why it did not do as it was told. */
    @Test
    void startingAtLoginIsTheSystems() {
        item.on = true;
        SettingsView view = view(saved(), "en");
        show(view, 800, 700, false);
        onFx(() -> {
            Switch control = find(view, Switch.class, "Start at login");
            assertThat(control.selectedProperty().get()).isTrue();
            control.fire();
            assertThat(item.on).isFalse();
            assertThat(control.selectedProperty().get()).isFalse();
            item.refusal = "read-only file system";
            control.fire();
            assertThat(control.selectedProperty().get()).isFalse();
            assertThat(control.getAccessibleHelp()).contains("read-only file system");
        });
    }

    @Test
    void saysWhenThereIsNoTray() {
        SettingsView view = view(saved(), "en");
        show(view, 800, 700, false);
        onFx(() -> {
            Switch control = find(view, Switch.class, "Close to the tray");
            assertThat(control.getAccessibleHelp()).contains("leaves Culvert in the tray");
            hasTray.set(false);
            assertThat(control.getAccessibleHelp()).contains("Nothing here shows tray icons");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "light, en, 840, 720",
        "dark, en, 840, 720",
        "light, zh-CN, 840, 720",
        "light, en, 420, 640",
        "dark, zh-CN, 420, 640"
    })
    void nothingIsClipped(String theme, String language, double width, double height) {
        SettingsView view = view(saved(), language);
        Stage stage = show(view, width, height, theme.equals("dark"));
        snapshot(stage.getScene(), String.join("-", "settings", theme, language, "" + (int) width));
        onFx(() -> assertThat(Clipped.texts(view)).isEqualTo(List.of()));
    }
}
