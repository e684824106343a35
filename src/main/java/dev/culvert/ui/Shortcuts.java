package dev.culvert.ui;

import dev.culvert.ui.first.ShortcutsView.Shortcut;
import dev.culvert.ui.log.LogView;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.tunnel.TunnelPage;
import java.util.ArrayList;
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
    private final List<Shortcut> list = new ArrayList<>();

    Shortcuts(App app) {
        this.app = app;
        WindowCommands commands = app.commands();
        key("new", KeyCode.N, commands::newProfile, KeyCombination.SHORTCUT_DOWN);
        key("import", KeyCode.I, commands::importProfile, KeyCombination.SHORTCUT_DOWN);
        key("edit", KeyCode.E, () -> selected(commands::edit), KeyCombination.SHORTCUT_DOWN);
        key("find", KeyCode.F, this::find, KeyCombination.SHORTCUT_DOWN);
        key("reconnect", KeyCode.F5, () -> selected(commands::reconnect));
        key("overview", KeyCode.DIGIT1, () -> page(page -> page.showLog(false)), KeyCombination.ALT_DOWN);
        key("log", KeyCode.DIGIT2, () -> page(page -> page.showLog(true)), KeyCombination.ALT_DOWN);
        digits("select", commands::select, KeyCombination.SHORTCUT_DOWN);
        digits("switch", commands::toggle, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);
        key("settings", KeyCode.COMMA, commands::settings, KeyCombination.SHORTCUT_DOWN);
        key("shortcuts", KeyCode.F1, () -> app.views().shortcuts(list));
        key("close", KeyCode.W, app::closeWindow, KeyCombination.SHORTCUT_DOWN);
        key("quit", KeyCode.Q, app::quit, KeyCombination.SHORTCUT_DOWN);
        key("cancel", KeyCode.ESCAPE, this::back);
        elsewhere("switchSelected", KeyCode.SPACE);
        elsewhere("rename", KeyCode.F2);
        elsewhere("delete", KeyCode.DELETE);
        elsewhere("save", KeyCode.S, KeyCombination.SHORTCUT_DOWN);
    }

    private void key(String name, KeyCode code, Runnable action, KeyCombination.Modifier... modifiers) {
        KeyCombination combination = new KeyCodeCombination(code, modifiers);
        keys.put(combination, action);
        list.add(new Shortcut(combination, "window.shortcut." + name));
    }

    /** Listed here, carried out by the list of profiles, the editor or the log while they have the focus. */
    private void elsewhere(String name, KeyCode code, KeyCombination.Modifier... modifiers) {
        list.add(new Shortcut(new KeyCodeCombination(code, modifiers), "window.shortcut." + name));
    }

    /** One key for each of the first nine profiles; the list has the first of them. */
    private void digits(String name, Consumer<TunnelModel> action, KeyCombination.Modifier... modifiers) {
        for (int i = 0; i < DIGITS.size(); i++) {
            int place = i;
            KeyCombination combination = new KeyCodeCombination(DIGITS.get(i), modifiers);
            keys.put(combination, () -> nth(place, action));
            if (i == 0) {
                list.add(new Shortcut(combination, "window.shortcut." + name));
            }
        }
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
        if (page != null && page.showsLog() && page.log() instanceof LogView log) {
            log.focusFilter();
        } else {
            app.views().window().sidebar().focusSearch();
        }
    }

    private void back() {
        if (app.views().window().isElsewhere()) {
            app.views().leave(app.views()::back);
        }
    }
}
