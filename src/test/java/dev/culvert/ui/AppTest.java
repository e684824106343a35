package dev.culvert.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.HelperAccess;
import dev.culvert.control.HelperConnection;
import dev.culvert.demo.DemoHost;
import dev.culvert.desktop.Tone;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.ProfileWriter;
import dev.culvert.ui.editor.EditorView;
import dev.culvert.ui.kit.Clipped;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.settings.SettingsFile;
import dev.culvert.ui.settings.SettingsView;
import dev.culvert.ui.settings.UserSettings;
import dev.culvert.ui.settings.UserSettings.Theme;
import dev.culvert.ui.tunnel.TunnelPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole window over a store of its own, without a helper. */
class AppTest extends FxTest {
    @TempDir
    Path directory;

    private final StandInDesktop desktop = new StandInDesktop();
    private ProfileStore store;
    private App app;

    @BeforeEach
    void open() throws Exception {
        store = new ProfileStore(directory.resolve("profiles"));
        for (String name : List.of("alpha", "beta", "gamma", "other")) {
            store.add(name, text(name, List.of()));
        }
        start(UserSettings.DEFAULT);
    }

    private void start(UserSettings settings) {
        Path file = directory.resolve("settings.json");
        Parts parts = new Parts(
                store,
                file,
                (_, _) -> new NoHelper(),
                desktop,
                new DemoHost(directory.resolve("demo")),
                Locale.ENGLISH,
                List.of(),
                false);
        app = fromFx(() -> new App(parts, new SettingsFile(file), settings, () -> {}));
        onFx(() -> app.begin(List.of()));
        until("profiles", () -> app.model().all().size() == 4);
        settle();
    }

    @AfterEach
    void end() {
        onFx(app::end);
        app.close();
    }

    private static final class NoHelper implements HelperAccess {
        @Override
        public Optional<HelperConnection> attach() {
            return Optional.empty();
        }

        @Override
        public HelperConnection attachOrStart() throws TunnelException {
            throw new TunnelException(FailureCause.CANCELLED);
        }

        @Override
        public Optional<Path> log() {
            return Optional.empty();
        }
    }

    private static String text(String name, List<String> up) {
        Profile plain = Profile.of(name, Profile.Mode.TUN, Profile.Server.of(name + ".example.org"));
        return ProfileWriter.write(new Profile(
                plain.name(),
                plain.mode(),
                plain.server(),
                plain.auth(),
                plain.device(),
                plain.network(),
                new Profile.Remote(
                        plain.remote().configure(),
                        plain.remote().addresses(),
                        plain.remote().forward(),
                        plain.remote().masquerade(),
                        up,
                        List.of()),
                plain.keepalive(),
                plain.reconnect(),
                plain.proxy(),
                plain.forwards(),
                plain.filter(),
                plain.fallback(),
                plain.start()));
    }

    // ---- looking

    private Scene scene() {
        return app.scene();
    }

    private <T extends Node> Stream<T> all(Class<T> type, Node below) {
        Stream<T> self = type.isInstance(below) ? Stream.of(type.cast(below)) : Stream.empty();
        return !below.isVisible()
                ? Stream.empty()
                : below instanceof Parent parent
                        ? Stream.concat(
                                self, parent.getChildrenUnmodifiable().stream().flatMap(each -> all(type, each)))
                        : self;
    }

    private List<String> texts() {
        return fromFx(() -> all(Labeled.class, scene().getRoot())
                .map(Labeled::getText)
                .filter(each -> each != null && !each.isEmpty())
                .toList());
    }

    private boolean reads(String text) {
        return texts().stream().anyMatch(each -> each.contains(text));
    }

    private Labeled button(String text) {
        return all(Labeled.class, scene().getRoot())
                .filter(each -> text.equals(each.getText()) || text.equals(each.getAccessibleText()))
                .findFirst()
                .orElseThrow();
    }

    private ListCell<?> row(String name) {
        return all(ListCell.class, app.views().window().sidebar())
                .filter(each -> each.getItem() instanceof TunnelModel tunnel
                        && tunnel.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Node page() {
        return fromFx(() -> app.views().window().page());
    }

    private TunnelPage tunnelPage() {
        return Objects.requireNonNull(app.views().tunnelPage());
    }

    private List<String> order() {
        return fromFx(() -> app.model().all().stream().map(TunnelModel::name).toList());
    }

    // ---- using

    private void select(String name) {
        onFx(() -> app.commands().select(app.model().find(name).orElseThrow()));
        settle();
    }

    private void click(String name) {
        for (EventType<MouseEvent> type :
                List.of(MouseEvent.MOUSE_PRESSED, MouseEvent.MOUSE_RELEASED, MouseEvent.MOUSE_CLICKED)) {
            onFx(() -> Event.fireEvent(
                    row(name),
                    new MouseEvent(
                            type,
                            100,
                            20,
                            100,
                            20,
                            MouseButton.PRIMARY,
                            1,
                            false,
                            false,
                            false,
                            false,
                            true,
                            false,
                            false,
                            true,
                            false,
                            true,
                            null)));
        }
        settle();
    }

    // ---- the list

    @Test
    void aClickOnTheRowThatIsSelectedLeadsBackToItsPage() {
        select("beta");
        onFx(() -> app.commands().settings());
        settle();
        assertThat(page()).isInstanceOf(SettingsView.class);
        click("beta");
        assertThat(page()).isInstanceOf(TunnelPage.class);

        onFx(() -> tunnelPage().showLog(true));
        click("beta");
        onFx(() -> assertThat(tunnelPage().showsLog()).isFalse());
    }

    @Test
    void aClickOnTheRowThatIsEditedAsksAboutWhatIsNotSaved() {
        select("beta");
        onFx(() -> app.commands().edit(app.model().find("beta").orElseThrow()));
        until("the editor's first field", () -> scene().getFocusOwner() instanceof TextInputControl);
        type(scene(), "2");
        click("beta");
        assertThat(page()).isInstanceOf(EditorView.class);
        assertThat(reads("Keep editing")).isTrue();
        onFx(() -> ((javafx.scene.control.ButtonBase) button("Discard")).fire());
        settle();
        assertThat(page()).isInstanceOf(TunnelPage.class);
    }

    @Test
    void aRowDroppedWhileSearchingTakesThePlaceOfTheOneBelowIt() {
        onFx(() -> app.views().window().sidebar().focusSearch());
        type(scene(), "a.example");
        until("a search", () -> list().getItems().size() == 3);
        settle();
        // alpha, beta, gamma; other is not seen
        onFx(() -> app.commands()
                .move(
                        app.model().find("other").orElseThrow(),
                        app.model().find("alpha").orElseThrow()));
        assertThat(order()).containsExactly("other", "alpha", "beta", "gamma");
        settle();
        drop("gamma", "alpha");
        assertThat(order()).containsExactly("other", "gamma", "alpha", "beta");
    }

    private ListView<?> list() {
        return all(ListView.class, app.views().window().sidebar()).findFirst().orElseThrow();
    }

    private void drop(String what, String where) {
        onFx(() -> Event.fireEvent(
                row(where),
                new DragEvent(
                        row(where),
                        row(where),
                        DragEvent.DRAG_DROPPED,
                        null,
                        10,
                        10,
                        10,
                        10,
                        TransferMode.MOVE,
                        row(what),
                        row(where),
                        null)));
        settle();
    }

    @Test
    void altArrowMovesPastWhatIsSeen() {
        onFx(() -> app.model().order(List.of("alpha", "other", "beta", "gamma")));
        onFx(() -> app.views().window().sidebar().focusSearch());
        type(scene(), "a.example");
        until("a search", () -> list().getItems().size() == 3);
        onFx(() -> list().getSelectionModel().clearAndSelect(1));
        onFx(() -> app.views().window().sidebar().focusList());
        press(scene(), KeyCode.UP, javafx.scene.input.KeyCombination.ALT_DOWN);
        assertThat(order()).containsExactly("beta", "alpha", "other", "gamma");
    }

    @Test
    void tabGoesFromSearchByListAndPage() {
        select("alpha");
        onFx(() -> app.views().window().sidebar().focusSearch());
        List<String> stops = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            stops.add(fromFx(() -> name(scene().getFocusOwner())));
            onFx(() -> scene().getFocusOwner().requestFocusTraversal(TraversalDirection.NEXT));
        }
        assertThat(stops)
                .startsWith(
                        "Search profiles",
                        "Add a profile",
                        "Profiles",
                        "Settings",
                        "alpha tunnel, Off",
                        "Overview",
                        "Edit");
    }

    private static String name(Node node) {
        return node.getAccessibleText() != null
                ? node.getAccessibleText()
                : node instanceof Labeled labeled ? labeled.getText() : node.toString();
    }

    // ---- bars

    @Test
    void barsAreNamedAndKeepTheFocusWhileOthersComeAndGo() {
        onFx(() -> app.views().trouble("The first thing"));
        settle();
        Node close = fromFx(() -> button("Close"));
        onFx(() -> {
            assertThat(close.getAccessibleHelp()).isEqualTo("The first thing");
            assertThat(close.getParent().getAccessibleRole()).isEqualTo(AccessibleRole.TEXT);
            assertThat(close.getParent().getAccessibleText()).isEqualTo("The first thing");
            close.requestFocus();
            app.views().trouble("The second thing");
            app.views().told("Something to know");
        });
        settle();
        assertThat(texts()).contains("The first thing", "The second thing", "Something to know");
        onFx(() -> {
            assertThat(scene().getFocusOwner()).isSameAs(close);
            assertThat(Clipped.texts(scene().getRoot())).isEmpty();
            ((javafx.scene.control.Button) close).fire();
        });
        settle();
        assertThat(texts()).doesNotContain("The first thing").contains("The second thing");
        onFx(() -> assertThat(name(scene().getFocusOwner())).isEqualTo("Close"));
    }

    // ---- files

    @Test
    void everyFileIsImportedOrItIsSaidWhyNot() throws IOException {
        Path good = Files.writeString(directory.resolve("good.json"), text("good", List.of()));
        Path better = Files.writeString(directory.resolve("better.json"), text("better", List.of()));
        Path taken = Files.writeString(directory.resolve("again.json"), text("alpha", List.of()));
        Path photo = Files.write(directory.resolve("photo.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1});
        Path folder = Files.createDirectory(directory.resolve("folder"));
        onFx(() -> app.commands().importFiles(List.of(good, better, taken, photo, folder)));
        until(
                "both profiles",
                () -> app.model().find("good").isPresent()
                        && app.model().find("better").isPresent());
        until("all that went wrong", () -> reads("alpha") && reads("photo.png") && reads("folder"));
        snapshot(scene(), "window-import-troubles");
        onFx(() -> assertThat(Clipped.texts(scene().getRoot())).isEmpty());
        assertThat(store.list()).hasSize(6);
    }

    @Test
    void whatRunsCommandsIsShownAndAskedAbout() throws IOException {
        Path file = Files.writeString(directory.resolve("runs.json"), text("runs", List.of("logger culvert was here")));
        onFx(() -> app.commands().importFiles(List.of(file)));
        until("the question", () -> reads("runs runs commands on its server"));
        assertThat(texts()).contains("logger culvert was here");
        assertThat(store.list()).as("before the answer").hasSize(4);
        onFx(() -> ((javafx.scene.control.ButtonBase) button("Import it")).fire());
        until("the profile", () -> app.model().find("runs").isPresent());
    }

    // ---- theme

    @Test
    void theWindowIsAsLightAsTheDesktopWantsUnlessSetOtherwise() {
        assertThat(isDark()).isFalse();
        desktop.become(Tone.DARK);
        until("dark", this::isDark);
        snapshot(scene(), "window-desktop-dark");
        desktop.become(Tone.LIGHT);
        until("light", () -> !isDark());
        snapshot(scene(), "window-desktop-light");
        onFx(() -> app.settings().update(now -> now.withTheme(Theme.DARK)));
        until("dark as set", this::isDark);
        desktop.become(Tone.DARK);
        desktop.become(Tone.LIGHT);
        settle();
        assertThat(isDark()).as("set, whatever the desktop says").isTrue();
        onFx(() -> app.settings().update(now -> now.withTheme(Theme.SYSTEM)));
        until("light again", () -> !isDark());
    }

    private boolean isDark() {
        return fromFx(() -> scene().getRoot().getStyleClass().contains("dark"));
    }
}
