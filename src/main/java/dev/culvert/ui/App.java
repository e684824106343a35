package dev.culvert.ui;

import dev.culvert.control.HelperAccess;
import dev.culvert.control.Tunnels;
import dev.culvert.control.words.Messages;
import dev.culvert.demo.DemoHost;
import dev.culvert.desktop.Desktop;
import dev.culvert.desktop.Tone;
import dev.culvert.desktop.Tray;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.ui.kit.Look;
import dev.culvert.ui.log.LogViewModel;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.model.TunnelsModel;
import dev.culvert.ui.prompts.DialogLayer;
import dev.culvert.ui.prompts.WindowPrompts;
import dev.culvert.ui.settings.LoginItem;
import dev.culvert.ui.settings.SavedSettings;
import dev.culvert.ui.settings.SettingsFile;
import dev.culvert.ui.settings.UserSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javafx.animation.PauseTransition;
import javafx.application.ColorScheme;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The window with all that belongs to it: puts it together and takes it apart at the end. JavaFX thread. */
final class App {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);
    private static final double WIDTH = 1120;
    private static final double HEIGHT = 720;

    /** After login the panel may take its time. */
    private static final Duration TRAY_COMES = Duration.seconds(20);

    private final Parts parts;
    private final FxThread fx = new FxThread();
    private final ExecutorService background = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("files").factory());
    private final Runnable onEnd;
    private final Map<Locale, StateWords> words = new ConcurrentHashMap<>();
    private final SavedSettings settings;
    private final TunnelsModel model = new TunnelsModel(fx, System::nanoTime);
    private final Tunnels tunnels;
    private final Stage stage;
    private final StackPane content = new StackPane();
    private final DialogLayer dialogs = new DialogLayer(content);
    private final Scene scene = new Scene(dialogs, WIDTH, HEIGHT);
    private final WindowPrompts prompts;
    private final LogViewModel log;
    private final WindowCommands commands;
    private final Views views;
    private final Tidings tidings;
    private final DemoWaves demoWaves;
    private @Nullable Tray tray;
    private boolean ending;
    private boolean quitAsked;
    private boolean leaving;

    App(Parts parts, SettingsFile settingsFile, UserSettings initial, Runnable onEnd) throws TunnelException {
        this.parts = parts;
        this.onEnd = onEnd;
        settings = new SavedSettings(settingsFile, initial, background, e -> LOG.warn("settings not written", e));
        prompts = new WindowPrompts(dialogs, fx, this::messages, text -> views().told(text));
        HelperAccess helpers = parts.helpers().make(prompts, this::messages);
        tunnels = new Tunnels(parts.store(), helpers, model);
        log = new LogViewModel(() -> logFile(helpers), fx, background, this::messages, Clock.systemUTC());
        stage = new Stage();
        Look.loadFonts();
        commands = new WindowCommands(
                tunnels,
                model,
                parts.demo(),
                parts.user(),
                settings,
                background,
                fx,
                this::messages,
                dialogs,
                new Places(this));
        views = new Views(this, content);
        demoWaves = new DemoWaves(model, this::isServedHere);
        tidings = new Tidings(
                model,
                this::words,
                fx,
                new TrayActions(),
                parts.desktop().notifications(),
                () -> settings.get().notifications(),
                stage::isFocused);
    }

    void begin(List<Path> files) {
        model.order(settings.get().profileOrder());
        settings.property().subscribe(now -> views.dress(now));
        scene.getPreferences().colorSchemeProperty().subscribe(_ -> views.dress(settings.get()));
        parts.desktop().tone(tone -> fx.execute(() -> systemTone(tone)));
        parts.desktop().woke(tunnels::hurry);
        model.changesProperty().subscribe(this::changed);
        model.helperProperty().subscribe(views::helper);
        model.troubleProperty().subscribe(views::storeTrouble);
        prompts.waiting().subscribe(this::asked);
        new Shortcuts(this).install(scene);
        FileDrop.install(scene, commands::importFiles);
        StagePlace.restore(stage, settings.get());
        stage.setTitle(messages().text("window.title"));
        stage.getIcons()
                .setAll(Stream.of(16, 24, 32, 48, 64, 128, 256).map(App::icon).toList());
        stage.setScene(scene);
        stage.setMinWidth(420);
        stage.setMinHeight(640);
        stage.setOnCloseRequest(this::closeRequested);
        parts.desktop().tray(new TrayListener()).ifPresent(shown -> {
            tray = shown;
            tidings.tray(shown);
        });
        tunnels.start();
        if (parts.toTray()) {
            PauseTransition wait = new PauseTransition(TRAY_COMES);
            wait.setOnFinished(_ -> showUnlessInTray());
            wait.play();
        } else {
            stage.show();
        }
        model.loadedProperty().subscribe(() -> fx.later(views.window().sidebar()::focusList));
        commands.importFiles(files);
    }

    /** What the desktop says goes before what JavaFX makes of the toolkit's colours. */
    private void systemTone(Tone tone) {
        scene.getPreferences()
                .setColorScheme(
                        switch (tone) {
                            case DARK -> ColorScheme.DARK;
                            case LIGHT -> ColorScheme.LIGHT;
                            case ANY -> null;
                        });
    }

    private void showUnlessInTray() {
        if (!ending && !isTrayHosted()) {
            stage.show();
        }
    }

    private static Image icon(int size) {
        return new Image(Objects.requireNonNull(App.class.getResource("/icons/app/" + size + ".png"))
                .toExternalForm());
    }

    private void changed() {
        tidings.changed();
        demoWaves.follow();
        // nobody is to answer for what is over
        List.copyOf(prompts.waiting()).stream()
                .filter(name -> model.find(name).filter(TunnelModel::isOn).isEmpty())
                .forEach(prompts::cancel);
    }

    private void asked() {
        if (!prompts.waiting().isEmpty()) {
            tidings.needsYou(prompts.waiting().getFirst());
        }
    }

    // ---- leaving

    private void closeRequested(WindowEvent event) {
        event.consume();
        Tray shown = tray;
        if (shown != null && shown.isHosted() && settings.get().closeToTray()) {
            StagePlace.keep(stage, settings);
            stage.hide();
        } else {
            quit();
        }
    }

    /** Asks what becomes of tunnels that are up; then ends. */
    void quit() {
        if (leaving) {
            end();
        } else if (!quitAsked) {
            new Quit(this).ask();
        }
    }

    /** Whether the question of quitting is in the window now. */
    void quitAsked(boolean asked) {
        quitAsked = asked;
    }

    /** Nobody is asked any more; the window goes. */
    void end() {
        ending = true;
        stage.hide();
        onEnd.run();
    }

    void answerNoMore() {
        leaving = true;
        StagePlace.keep(stage, settings);
        prompts.close();
    }

    void close() {
        demoWaves.stop();
        log.close();
        tunnels.close();
        background.shutdown();
        try (Desktop desktop = parts.desktop();
                DemoHost demo = parts.demo()) {
            LOG.debug("closing {} and {}", desktop, demo);
        } catch (Exception e) {
            LOG.warn("not everything ended well", e);
        }
    }

    // ---- what the parts of the window know of each other

    /** Another start of the program asks for this window. */
    void comeForward(List<Path> files) {
        raise();
        commands.importFiles(files);
    }

    void raise() {
        if (!stage.isShowing()) {
            stage.show();
        }
        stage.setIconified(false);
        stage.toFront();
        stage.requestFocus();
    }

    /** Any thread. */
    Messages messages() {
        return words().words();
    }

    /** The same for as long as the language is the same. */
    StateWords words() {
        return words.computeIfAbsent(
                settings.get().language().locale(parts.system()), each -> new StateWords(Messages.withWindow(each)));
    }

    /** Whether the tunnel leads to the demonstration's server in this process. */
    boolean isServedHere(TunnelModel tunnel) {
        Profile profile = tunnel.profile();
        return profile != null && parts.demo().serves(profile);
    }

    boolean isDark() {
        return settings.get().theme().isDark(scene.getPreferences().getColorScheme() == ColorScheme.DARK);
    }

    Views views() {
        return views;
    }

    Parts parts() {
        return parts;
    }

    SavedSettings settings() {
        return settings;
    }

    TunnelsModel model() {
        return model;
    }

    Tunnels tunnels() {
        return tunnels;
    }

    WindowCommands commands() {
        return commands;
    }

    LogViewModel log() {
        return log;
    }

    String version() {
        String version = App.class.getPackage().getImplementationVersion();
        return version == null ? messages().text("window.version.checkout") : version;
    }

    Optional<LoginItem> loginItem() {
        return parts.command().isEmpty()
                ? Optional.empty()
                : parts.desktop().startAtLogin().map(way -> new StartedAtLogin(way, parts.command()));
    }

    private static Optional<Path> logFile(HelperAccess helpers) {
        try {
            return helpers.log();
        } catch (TunnelException e) {
            return Optional.empty();
        }
    }

    /** Nobody is to be asked about this tunnel any more. */
    void cancelQuestions(String tunnel) {
        prompts.cancel(tunnel);
    }

    DialogLayer dialogs() {
        return dialogs;
    }

    Scene scene() {
        return scene;
    }

    ExecutorService background() {
        return background;
    }

    FxThread fx() {
        return fx;
    }

    /** Hides to the tray where that is there; asks to quit where it is not. */
    void closeWindow() {
        closeRequested(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST));
    }

    boolean isTrayHosted() {
        Tray shown = tray;
        return shown != null && shown.isHosted();
    }

    private final class TrayActions implements Tidings.Actions {
        @Override
        public void raise() {
            App.this.raise();
        }

        @Override
        public void quit() {
            App.this.quit();
        }

        @Override
        public void toggle(TunnelModel tunnel) {
            commands.toggle(tunnel);
        }

        @Override
        public void show(TunnelModel tunnel) {
            views.show(tunnel);
        }
    }

    private final class TrayListener implements Tray.Listener {
        @Override
        public void activated(int x, int y) {
            fx.execute(() -> {
                if (stage.isShowing() && stage.isFocused()) {
                    stage.hide();
                } else {
                    App.this.raise();
                }
            });
        }

        @Override
        public void hosted(boolean isHosted) {
            fx.execute(() -> {
                views.trayHosted(isHosted);
                if (!isHosted) {
                    // nobody could bring the window back
                    showUnlessInTray();
                }
            });
        }
    }
}
