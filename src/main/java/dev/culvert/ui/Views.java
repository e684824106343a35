package dev.culvert.ui;

import dev.culvert.control.HelperHealth;
import dev.culvert.control.words.Messages;
import dev.culvert.profile.StoredProfile;
import dev.culvert.ui.first.AboutView;
import dev.culvert.ui.first.FirstRunView;
import dev.culvert.ui.first.ShortcutsView;
import dev.culvert.ui.kit.Look;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.log.LogView;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.settings.SettingsView;
import dev.culvert.ui.settings.SettingsViewModel;
import dev.culvert.ui.settings.UserSettings;
import dev.culvert.ui.tunnel.TunnelPage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.animation.PauseTransition;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** What the window shows: bars on top, list and page below. Made anew when the language changes. JavaFX thread. */
final class Views {
    private static final Duration TOLD = Duration.seconds(10);
    private static final int TROUBLES = 3;

    private final App app;
    private final StackPane content;
    private final Bars bars = new Bars();
    private @Nullable MainWindow main;
    private @Nullable Locale language;
    private HelperHealth health = new HelperHealth.Absent();
    private @Nullable IOException storeTrouble;
    private final List<String> troubles = new ArrayList<>();
    private String told = "";
    private final PauseTransition toldStays = new PauseTransition(TOLD);
    private @Nullable ProfileEditor editing;
    private @Nullable LogView log;
    private final BooleanProperty hasTray = new SimpleBooleanProperty();
    private final StringProperty helperText = new SimpleStringProperty("");

    Views(App app, StackPane content) {
        this.app = app;
        this.content = content;
        toldStays.setOnFinished(_ -> {
            told = "";
            showBars();
        });
    }

    /** In the theme and the language that the settings say. */
    void dress(UserSettings now) {
        Locale wanted = now.language().locale(app.parts().system());
        if (!wanted.equals(language)) {
            language = wanted;
            build();
        }
        Look.apply(app.scene(), app.isDark());
    }

    private void build() {
        MainWindow before = main;
        boolean inSettings = before != null && before.isElsewhere() && editing == null;
        editing = null;
        TunnelModel selected = before == null ? null : before.selected();
        if (before != null) {
            before.close();
        }
        if (log != null) {
            log.close();
        }
        StateWords words = app.words();
        MainWindow built = new MainWindow(app.model(), app.commands(), words, this::tunnelPage, firstRun());
        main = built;
        log = new LogView(app.log(), app.messages(), this::askWhereToSave);
        VBox.setVgrow(built, Priority.ALWAYS);
        content.getChildren().setAll(new VBox(bars, built));
        if (selected != null) {
            built.show(selected);
        }
        if (inSettings) {
            settings();
        }
        helper(health);
    }

    private MainWindow main() {
        MainWindow built = main;
        if (built == null) {
            throw new IllegalStateException("dressed first");
        }
        return built;
    }

    private Node tunnelPage(TunnelModel tunnel) {
        return new TunnelPage(
                tunnel,
                app.model().changesProperty(),
                app.commands(),
                app.words(),
                Clock.systemUTC(),
                java.util.Objects.requireNonNull(log));
    }

    private Node firstRun() {
        WindowCommands commands = app.commands();
        return new FirstRunView(
                new FirstRunView.Actions(
                        commands::newProfile,
                        commands::importProfile,
                        commands::importHosts,
                        commands::importFiles,
                        commands::tryDemo,
                        commands::settings),
                app.messages());
    }

    /** A tunnel's page, at its overview. */
    void show(TunnelModel tunnel) {
        leave(() -> {
            main().show(tunnel);
            TunnelPage page = tunnelPage();
            if (page != null) {
                page.showLog(false);
            }
        });
    }

    /** @param stored null for a profile that is not in the store yet */
    void edit(@Nullable StoredProfile stored, String text) {
        leave(() -> {
            ProfileEditor editor = new ProfileEditor(app, stored, text, this::back);
            editing = editor;
            main().show(editor.view());
            app.fx().later(editor::start);
        });
    }

    /** A profile was saved: it is what the person sees next. */
    void saved(TunnelModel tunnel) {
        main().select(tunnel);
    }

    /** What was edited is gone. */
    void closeEditor() {
        if (editing != null) {
            back();
        }
    }

    /** From editor or settings to where the person was. */
    void back() {
        editing = null;
        main().back();
    }

    /** Goes on with {@code whenLeft} unless the person would rather keep editing. */
    void leave(Runnable whenLeft) {
        ProfileEditor editor = editing;
        if (editor == null) {
            whenLeft.run();
            return;
        }
        if (editor.model().isDirty()) {
            app.raise();
        }
        // what is selected is what is edited, until it is left
        main().sidebar().show(main().selected());
        editor.model().requestLeave(() -> {
            editing = null;
            whenLeft.run();
        });
    }

    void settings() {
        leave(() -> {
            SettingsViewModel settings =
                    new SettingsViewModel(app.settings(), app.loginItem(), app.background(), app.fx());
            SettingsView view = new SettingsView(
                    settings,
                    new SettingsView.Surroundings(hasTray, helperText, app.version(), this::about, this::back),
                    app.messages());
            main().show(view);
        });
    }

    private void about() {
        AboutView.show(app.dialogs(), app.version(), app.messages());
    }

    void shortcuts(List<ShortcutsView.Shortcut> all) {
        ShortcutsView.show(app.dialogs(), all, app.messages());
    }

    private Optional<Path> askWhereToSave() {
        FileChooser chooser = new FileChooser();
        chooser.setInitialFileName("culvert.log");
        return Optional.ofNullable(chooser.showSaveDialog(app.scene().getWindow()))
                .map(File::toPath);
    }

    @Nullable
    TunnelPage tunnelPage() {
        return main().page() instanceof TunnelPage page ? page : null;
    }

    MainWindow window() {
        return main();
    }

    // ---- bars

    void helper(HelperHealth now) {
        health = now;
        helperText.set(
                now instanceof HelperHealth.Running running
                        ? app.messages().text("cli.status.privileges", "privileges", running.privileges())
                        : app.messages().text("window.helper.absent"));
        showBars();
    }

    void storeTrouble(@Nullable IOException reason) {
        storeTrouble = reason;
        showBars();
    }

    /** Something to know, for a while. */
    void told(String text) {
        told = text;
        toldStays.playFromStart();
        showBars();
    }

    /** Something that did not work, until it is closed; the newest {@value #TROUBLES} of these. */
    void trouble(String text) {
        troubles.remove(text);
        troubles.add(text);
        if (troubles.size() > TROUBLES) {
            troubles.removeFirst();
        }
        showBars();
    }

    private void closeTrouble(String text) {
        troubles.remove(text);
        showBars();
    }

    void trayHosted(boolean isHosted) {
        hasTray.set(isHosted);
    }

    private void showBars() {
        Messages words = app.messages();
        Map<Bars.Notice, Optional<Button>> all = new LinkedHashMap<>();
        switch (health) {
            case HelperHealth.Silent(long pid) ->
                all.put(
                        new Bars.Notice(
                                Bars.Tone.DANGER,
                                words.text("window.helper.silent", "pid", pid == 0 ? "" : Long.toString(pid))),
                        Optional.of(Nodes.button(
                                words.text("window.helper.again"), null, app.commands()::reattach, "compact")));
            case HelperHealth.Unusable(var why) ->
                all.put(new Bars.Notice(Bars.Tone.DANGER, words.failure(why)), Optional.empty());
            default -> {}
        }
        if (storeTrouble != null) {
            all.put(new Bars.Notice(Bars.Tone.DANGER, words.file(storeTrouble)), Optional.empty());
        }
        if (!told.isEmpty()) {
            all.put(new Bars.Notice(Bars.Tone.INFO, told), Optional.empty());
        }
        for (String each : troubles) {
            Button close = Nodes.iconButton(
                    words.text("window.close"), Feather.X, () -> closeTrouble(each), "flat", "compact");
            all.put(new Bars.Notice(Bars.Tone.WARNING, each), Optional.of(close));
        }
        bars.show(all);
    }
}
