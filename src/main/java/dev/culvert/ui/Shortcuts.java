package dev.culvert.ui;

import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.tunnel.TunnelPage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/** The window's keys; they rest while a dialog is there. */
final class Shortcuts {
    private static final List<KeyCode> DIGITS = List.of(
            KeyCode.DIGIT1,
            KeyCode.DIGIT2,
            KeyCode.DIGIT3,
            KeyCode.DIGIT4,
            KeyCode.DIGIT5,
            KeyCode.DIGIT6,
            KeyCode.DIGIT7,
            KeyCode.DIGIT8,
            KeyCode.DIGIT9);

    private final App app;
    private final Map<KeyCombination, Runnable> keys = new LinkedHashMap<>();

    Shortcuts(App app) {
        this.app = app;
        WindowCommands commands = app.commands();
        key(KeyCode.N, commands::newProfile, KeyCombination.SHORTCUT_DOWN);
        key(KeyCode.I, commands::importProfile, KeyCombination.SHORTCUT_DOWN);
        key(KeyCode.E, () -> selected(commands::edit), KeyCombination.SHORTCUT_DOWN);
        key(KeyCode.F, this::find, KeyCombination.SHORTCUT_DOWN);
        key(KeyCode.COMMA, commands::settings, KeyCombination.SHORTCUT_DOWN);
        key(KeyCode.W, app::closeWindow, KeyCombination.SHORTCUT_DOWN);
        key(KeyCode.Q, app::quit, KeyCombination.SHORTCUT_DOWN);
        key(KeyCode.F5, () -> selected(commands::reconnect));
        key(KeyCode.DIGIT1, () -> page(page -> page.showLog(false)), KeyCombination.ALT_DOWN);
        key(KeyCode.DIGIT2, () -> page(page -> page.showLog(true)), KeyCombination.ALT_DOWN);
        for (int i = 0; i < DIGITS.size(); i++) {
            int place = i;
            key(DIGITS.get(i), () -> nth(place, commands::select), KeyCombination.SHORTCUT_DOWN);
            key(
                    DIGITS.get(i),
                    () -> nth(place, commands::toggle),
                    KeyCombination.SHORTCUT_DOWN,
                    KeyCombination.SHIFT_DOWN);
        }
    }

    private void key(KeyCode code, Runnable action, KeyCombination.Modifier... modifiers) {
        keys.put(new KeyCodeCombination(code, modifiers), action);
    }

    void install(Scene scene) {
        scene.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.isConsumed() || app.dialogs().showingProperty().get()) {
                return;
            }
            keys.forEach((combination, action) -> {
                if (!event.isConsumed() && combination.match(event)) {
                    action.run();
                    event.consume();
                }
            });
        });
    }

    private void selected(Consumer<TunnelModel> action) {
        TunnelModel tunnel = app.views().window().selected();
        if (tunnel != null && !app.views().window().isElsewhere()) {
            action.accept(tunnel);
        }
    }

    private void nth(int place, Consumer<TunnelModel> action) {
        if (place < app.model().all().size()) {
            action.accept(app.model().all().get(place));
        }
    }

    private void page(Consumer<TunnelPage> action) {
        TunnelPage page = app.views().tunnelPage();
        if (page != null) {
            action.accept(page);
        }
    }

    private void find() {
        TunnelPage page = app.views().tunnelPage();
        if (page != null && page.showsLog()) {
            page.focusLog();
        } else {
            app.views().window().sidebar().focusSearch();
        }
    }
}
