package dev.culvert.ui.first;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.first.ShortcutsView.Shortcut;
import dev.culvert.ui.kit.Clipped;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.prompts.DialogLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstRunTest extends FxTest {
    private static final List<Shortcut> SHORTCUTS = List.of(
            new Shortcut(KeyCombination.valueOf("Shortcut+1"), "window.shortcut.select"),
            new Shortcut(KeyCombination.valueOf("Shortcut+Shift+1"), "window.shortcut.switch"),
            new Shortcut(KeyCombination.valueOf("Space"), "window.shortcut.switchSelected"),
            new Shortcut(KeyCombination.valueOf("Shortcut+N"), "window.shortcut.new"),
            new Shortcut(KeyCombination.valueOf("F5"), "window.shortcut.reconnect"),
            new Shortcut(KeyCombination.valueOf("Shortcut+F"), "window.shortcut.find"),
            new Shortcut(KeyCombination.valueOf("Esc"), "window.shortcut.cancel"));

    private final List<String> done = new ArrayList<>();

    private FirstRunView view(Messages words) {
        return fromFx(() -> new FirstRunView(
                new FirstRunView.Actions(
                        () -> done.add("create"),
                        () -> done.add("choose"),
                        () -> done.add("hosts"),
                        files -> done.add(files.toString()),
                        () -> done.add("demo"),
                        () -> done.add("settings")),
                words));
    }

    /** Everything by keyboard, in the order in which it stands. */
    @Test
    void threeWaysToTheFirstTunnel() {
        FirstRunView view = view(Messages.withWindow(Locale.ENGLISH));
        Stage stage = show(view, 1120, 720, false);
        onFx(() -> view.lookupAll(".button").stream()
                .filter(node -> node instanceof Button button && "Create".equals(button.getText()))
                .forEach(Node::requestFocus));
        for (int i = 0; i < 5; i++) {
            press(stage.getScene(), KeyCode.SPACE);
            press(stage.getScene(), KeyCode.TAB);
        }
        assertThat(done).containsExactly("create", "choose", "hosts", "demo", "settings");
    }

    @ParameterizedTest
    @CsvSource({
        "light, en, 1120, 720",
        "dark, en, 1120, 720",
        "light, zh-CN, 1120, 720",
        "light, en, 420, 640",
        "dark, zh-CN, 420, 640"
    })
    void nothingIsClipped(String theme, String language, double width, double height) {
        Messages words = Messages.withWindow(Locale.forLanguageTag(language));
        String name = String.join("-", theme, language, "" + (int) width);
        FirstRunView view = view(words);
        Stage stage = show(view, width, height, theme.equals("dark"));
        snapshot(stage.getScene(), "first-run-" + name);
        onFx(() -> assertThat(Clipped.texts(view)).isEmpty());

        DialogLayer layer = fromFx(() -> new DialogLayer(new Label("")));
        Stage dialogs = show(layer, width, height, theme.equals("dark"));
        onFx(() -> {
            AboutView.show(layer, "0.1.0", words);
            ShortcutsView.show(layer, SHORTCUTS, words);
        });
        snapshot(dialogs.getScene(), "about-" + name);
        onFx(() -> assertThat(Clipped.texts(layer)).isEmpty());
        press(dialogs.getScene(), KeyCode.ESCAPE);
        snapshot(dialogs.getScene(), "shortcuts-" + name);
        onFx(() -> assertThat(Clipped.texts(layer)).isEmpty());
        press(dialogs.getScene(), KeyCode.ESCAPE);
        onFx(() -> assertThat(layer.showingProperty().get()).isFalse());
    }
}
