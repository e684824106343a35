package dev.culvert.ui.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Clipped;
import dev.culvert.ui.kit.FxTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.ListView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogViewTest extends FxTest {
    static final List<String> LINES = """
            2026-11-21T12:18:03.112Z INFO  HelperServer Opened tun0: 10.0.0.2 peer 10.0.0.1, MTU 1500
            2026-11-21T12:18:03.324Z INFO  Login OpenSSH_9.6p1 answered; its ED25519 key matches known_hosts
            2026-11-21T12:18:03.961Z DEBUG Login Logged in as maya with an ED25519 key from the agent
            2026-11-21T13:40:27.903Z WARN  TunnelSession No answer to 3 keepalives in 30 s. Redialling
            2026-11-21T13:40:28.960Z ERROR TunnelSession 203.0.113.20:22: network is unreachable
            java.net.ConnectException: Network is unreachable
            \tat java.base/sun.nio.ch.Net.connect0(Native Method)
            2026-11-21T13:40:30.350Z INFO  Login Logged in as maya again""".lines().toList();

    @TempDir
    Path directory;

    private final LogViewModel model = new LogViewModel(
            Optional::empty, Platform::runLater, Runnable::run, () -> Messages.of(Locale.ENGLISH), Clock.systemUTC());
    private final LogFeed toModel = new LogFeed(Optional::empty, model::take);

    private Stage show(LogView view, double width, boolean dark) {
        Stage stage = show(view, width, 600, dark);
        onFx(() -> toModel.hand(new LogTail.News(true, LINES), ""));
        settle();
        return stage;
    }

    private LogView view(String language) {
        return fromFx(() -> {
            LogView view = new LogView(
                    model,
                    Messages.withWindow(Locale.forLanguageTag(language)),
                    () -> Optional.of(directory.resolve("saved.log")));
            view.getStyleClass().add("page");
            return view;
        });
    }

    private static ListView<?> list(LogView view) {
        return (ListView<?>) view.lookup(".list-view");
    }

    private void add(int count) {
        List<String> lines = IntStream.range(0, count)
                .mapToObj(i -> "2026-11-21T14:00:00.000Z INFO  Ping line " + i)
                .toList();
        onFx(() -> toModel.hand(new LogTail.News(false, lines), ""));
        settle();
    }

    private static IntStream visible(LogView view) {
        return cells(view).mapToInt(IndexedCell::getIndex);
    }

    private static Stream<IndexedCell<?>> cells(LogView view) {
        return list(view).lookupAll(".log-cell").stream()
                .<IndexedCell<?>>map(node -> (IndexedCell<?>) node)
                .filter(cell -> !cell.isEmpty() && cell.isVisible());
    }

    private void untilTheNewestShows(LogView view) {
        until(
                "the newest line shows",
                () -> visible(view).max().orElse(-1) == model.shown().size() - 1);
    }

    @Test
    void followsUntilSomebodyLooksBack() {
        LogView view = view("en");
        Stage stage = show(view, 800, false);
        add(200);
        untilTheNewestShows(view);

        onFx(() -> list(view).requestFocus());
        press(stage.getScene(), KeyCode.HOME);
        onFx(() -> assertThat(model.following().get()).isFalse());
        add(5);
        onFx(() -> assertThat(visible(view).max().orElse(-1)).isLessThan(100));
        onFx(() -> view.lookupAll(".button").stream()
                .filter(node -> node instanceof Button button && "5 new lines".equals(button.getText()))
                .forEach(node -> ((Button) node).fire()));
        onFx(() -> assertThat(model.following().get()).isTrue());
        untilTheNewestShows(view);
    }

    @Test
    void keysFilterUnfoldCopyAndSave() throws Exception {
        LogView view = view("en");
        Stage stage = show(view, 800, false);
        onFx(() -> list(view).requestFocus());
        press(stage.getScene(), KeyCode.F, KeyCombination.SHORTCUT_DOWN);
        type(stage.getScene(), "unreachable error");
        onFx(() -> assertThat(model.shown()).hasSize(1));
        settle();
        onFx(() -> {
            list(view).requestFocus();
            list(view).getSelectionModel().clearAndSelect(0);
        });
        onFx(() -> assertThat(cells(view).mapToDouble(IndexedCell::getHeight)).containsExactly(24.0));
        press(stage.getScene(), KeyCode.ENTER);
        until("three lines show", () -> cells(view).allMatch(cell -> cell.getHeight() > 48));
        press(stage.getScene(), KeyCode.C, KeyCombination.SHORTCUT_DOWN);
        onFx(() -> assertThat(Clipboard.getSystemClipboard().getString())
                .startsWith("2026-11-21T13:40:28.960Z ERROR TunnelSession 203")
                .endsWith("(Native Method)\n"));
        press(stage.getScene(), KeyCode.S, KeyCombination.SHORTCUT_DOWN);
        until("saved", () -> !model.savedTo().get().isEmpty());
        assertThat(Files.readString(directory.resolve("saved.log")))
                .contains("unreachable")
                .doesNotContain("MTU");
    }

    @ParameterizedTest
    @CsvSource({"light, en, 840", "dark, en, 840", "light, zh-CN, 840", "light, en, 420", "dark, zh-CN, 420"})
    void looks(String theme, String language, double width) {
        LogView view = view(language);
        Stage stage = show(view, width, theme.equals("dark"));
        List<String> line = List.of("2026-11-21T13:41:30.350Z INFO  Login " + "a long line ".repeat(20));
        onFx(() -> toModel.hand(new LogTail.News(false, line), ""));
        snapshot(stage.getScene(), String.join("-", "log", theme, language, "" + (int) width));
        onFx(() -> {
            model.toggle(model.all().get(4));
            model.toggle(model.all().getLast());
            model.following().set(false);
        });
        snapshot(stage.getScene(), String.join("-", "log-unfolded", theme, language, "" + (int) width));
        onFx(() -> {
            model.filter().set("nothing has this");
        });
        settle();
        onFx(() -> assertThat(Clipped.texts(view)).isEmpty());
    }
}
