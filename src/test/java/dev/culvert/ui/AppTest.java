package dev.culvert.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.desktop.Tone;
import dev.culvert.ui.editor.EditorView;
import dev.culvert.ui.kit.Clipped;
import dev.culvert.ui.settings.SettingsView;
import dev.culvert.ui.settings.UserSettings.Theme;
import dev.culvert.ui.tunnel.TunnelPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.event.Event;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.TraversalDirection;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.TransferMode;
import org.junit.jupiter.api.Test;

/** What a person does with the window as a whole. */
class AppTest extends OpenApp {
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
    void escapeLeadsBackFromTheListToo() {
        select("beta");
        onFx(() -> app.commands().settings());
        onFx(() -> app.views().window().sidebar().focusList());
        press(scene(), KeyCode.ESCAPE);
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
        until("the question", () -> reads("Before runs is imported"));
        assertThat(texts()).anyMatch(text -> text.contains("logger culvert was here"));
        assertThat(store.list()).as("before the answer").hasSize(4);
        onFx(() -> ((javafx.scene.control.ButtonBase) button("Import it")).fire());
        until("the profile", () -> app.model().find("runs").isPresent());
    }

    /** What ssh_config names is listed, ticked, and made into profiles; a name that is taken is offered another. */
    @Test
    void hostsOfSshConfigAreTickedAndImported() throws IOException {
        Files.createDirectories(directory.resolve(".ssh"));
        Files.writeString(directory.resolve(".ssh/config"), """
                Host alpha
                  HostName alpha.example.org
                  User root
                Host home-lab
                  HostName lab.example.org
                  Port 2222
                  Tunnel ethernet
                Host database-of-the-department
                  HostName a-very-long-name-of-a-server.department.example.org
                  LocalForward 5432 db.internal:5432
                  DynamicForward 1080
                Host *
                  User maya
                """);
        onFx(() -> app.commands().importHosts());
        until("the list", () -> reads("home-lab"));
        assertThat(texts()).contains("maya@lab.example.org:2222, TAP");
        snapshot(scene(), "window-import-hosts");
        onFx(() -> {
            assertThat(Clipped.texts(scene().getRoot())).isEmpty();
            assertThat(button("Import").isDisabled()).isTrue();
            all(CheckBox.class, scene().getRoot())
                    .filter(box -> !box.getText().equals("database-of-the-department"))
                    .forEach(box -> box.setSelected(true));
        });
        settle();
        snapshot(scene(), "window-import-hosts-ticked");
        onFx(() -> ((javafx.scene.control.ButtonBase) button("Import 2")).fire());
        until("the free one", () -> app.model().find("home-lab").isPresent());
        until("the question", () -> reads("alpha 2"));
        snapshot(scene(), "window-import-taken");
        onFx(() -> ((javafx.scene.control.ButtonBase) button("Import it as alpha 2")).fire());
        until("the other", () -> app.model().find("alpha 2").isPresent());
        assertThat(store.named("alpha")).hasSize(1);
        Files.writeString(directory.resolve(".ssh/config"), "Host a\n  Prot 22\n");
        onFx(() -> app.commands().importHosts());
        until("what is wrong", () -> reads("line 2"));
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
