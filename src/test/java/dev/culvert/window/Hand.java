package dev.culvert.window;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.kit.Switch;
import dev.culvert.ui.model.TunnelModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TextInputControl;
import javafx.stage.Stage;
import javafx.stage.Window;

/** Looks at the one window and uses it, by what stands there and not by where it stands. On no particular thread. */
final class Hand {
    private static final Duration START = Duration.ofSeconds(40);

    private final Messages words;
    private final Stage stage;

    private Hand(Messages words, Stage stage) {
        this.words = words;
        this.stage = stage;
    }

    /** Returns once the program shows its window. */
    static Hand atWindow(Messages words) throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (FxTest.fromFx(() -> Window.getWindows().stream().anyMatch(Window::isShowing))) {
                    FxTest.settle();
                    return new Hand(words, FxTest.fromFx(() ->
                            (Stage) Window.getWindows().getFirst()));
                }
            } catch (IllegalStateException e) {
                // JavaFX is not started yet
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no window");
    }

    String text(String key, String... facts) {
        return words.text(key, facts);
    }

    Stage stage() {
        return stage;
    }

    Scene scene() {
        return stage().getScene();
    }

    // ---- looking, on the JavaFX thread

    private <T extends Node> Optional<T> find(Class<T> type, Predicate<T> which) {
        List<T> found = new ArrayList<>();
        collect(scene().getRoot(), type, which, found);
        // what was added last lies on top
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
    }

    private static <T extends Node> void collect(Node node, Class<T> type, Predicate<T> which, List<T> into) {
        if (!node.isVisible()) {
            return;
        }
        if (type.isInstance(node) && which.test(type.cast(node))) {
            into.add(type.cast(node));
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, type, which, into));
        }
    }

    private static boolean reads(Labeled node, String text) {
        return text.equals(node.getText()) || text.equals(node.getAccessibleText());
    }

    private boolean isThere(String text) {
        return find(
                        Labeled.class,
                        each -> each.getText() != null && each.getText().contains(text))
                .isPresent();
    }

    boolean shows(String text) {
        return FxTest.fromFx(() -> isThere(text));
    }

    private static boolean hasClass(Node node, String styleClass) {
        return node.getStyleClass().contains(styleClass);
    }

    /** The one word of the tunnel that is shown. */
    String state() {
        return FxTest.fromFx(() -> find(Label.class, each -> hasClass(each, "state-word"))
                .map(Label::getText)
                .orElse("no tunnel's page"));
    }

    /** The large figures of the tunnel that is shown: download, upload, round trip, packets. */
    List<String> figures() {
        return FxTest.fromFx(() -> {
            List<Label> found = new ArrayList<>();
            collect(scene().getRoot(), Label.class, each -> hasClass(each, "stat-figure"), found);
            return found.stream().map(Label::getText).toList();
        });
    }

    /** A figure as a number; 0 while it is not known. */
    double figure(int which) {
        List<String> all = figures();
        if (which >= all.size()) {
            return 0;
        }
        String digits = all.get(which).replaceAll("[^0-9.]", "");
        return digits.isEmpty() ? 0 : Double.parseDouble(digits);
    }

    // ---- waiting

    void awaitText(String text) {
        FxTest.until("text: " + text, () -> isThere(text));
    }

    void awaitText(String text, Duration within) {
        FxTest.until("text: " + text, within, () -> isThere(text));
    }

    void awaitNoText(String text, Duration within) {
        FxTest.until("no more: " + text, within, () -> !isThere(text));
    }

    /** Waits for the state of the tunnel that is shown. */
    void awaitState(String key) {
        awaitState(key, START);
    }

    void awaitState(String key, Duration within) {
        String wanted = text("window.state." + key);
        try {
            FxTest.until("state: " + wanted, within, () -> state().equals(wanted));
        } catch (AssertionError e) {
            throw new AssertionError("state: " + state() + " instead of " + wanted + "; the window reads " + all(), e);
        }
    }

    /** All that can be read. */
    List<String> all() {
        return FxTest.fromFx(() -> {
            List<Labeled> found = new ArrayList<>();
            collect(
                    scene().getRoot(),
                    Labeled.class,
                    each -> each.getText() != null && !each.getText().isBlank(),
                    found);
            return found.stream().map(Labeled::getText).toList();
        });
    }

    // ---- using

    Optional<ButtonBase> button(String text) {
        return find(ButtonBase.class, each -> !each.isDisabled() && reads(each, text));
    }

    private void awaitButton(String text) {
        FxTest.until("a button: " + text, () -> button(text).isPresent());
    }

    /** Presses the button of that text or name, once it is there and can be pressed. */
    void click(String text) {
        awaitButton(text);
        FxTest.onFx(() -> button(text).orElseThrow().fire());
    }

    /** Chooses a profile in the list, once it is there. */
    void select(String name) {
        FxTest.until("profile " + name, () -> place(name) >= 0);
        FxTest.onFx(() -> list().orElseThrow().getSelectionModel().clearAndSelect(place(name)));
        FxTest.until(
                "the page of " + name,
                () -> find(
                                Label.class,
                                each -> hasClass(each, "h1") && each.getText().equals(name))
                        .isPresent());
    }

    private int place(String name) {
        List<String> names = list().stream()
                .flatMap(each -> each.getItems().stream())
                .map(each -> each instanceof TunnelModel tunnel ? tunnel.name() : "")
                .toList();
        return names.indexOf(name);
    }

    private Optional<ListView<?>> list() {
        return find(ListView.class, each -> hasClass(each, "profiles")).map(each -> each);
    }

    /** Uses the switch of the tunnel that is shown. */
    void flip() {
        FxTest.until("a switch", () -> tunnelSwitch().isPresent());
        FxTest.onFx(() -> tunnelSwitch().orElseThrow().fire());
    }

    private Optional<Switch> tunnelSwitch() {
        return find(Switch.class, each -> !hasClass(each, "setting"));
    }

    /** Fills the field that has the focus. */
    void fill(String text) {
        FxTest.until("a field with the focus", () -> scene().getFocusOwner() instanceof TextInputControl);
        FxTest.type(scene(), text);
    }

    boolean isFront() {
        return FxTest.fromFx(() -> stage().isShowing() && !stage().isIconified());
    }

    /** As the window manager's button does. */
    void close() {
        onStage(stage -> javafx.event.Event.fireEvent(
                stage, new javafx.stage.WindowEvent(stage, javafx.stage.WindowEvent.WINDOW_CLOSE_REQUEST)));
    }

    /** Ends the program; nothing may be up. */
    void leave() {
        FxTest.press(scene(), javafx.scene.input.KeyCode.Q, javafx.scene.input.KeyCombination.SHORTCUT_DOWN);
    }

    void onStage(java.util.function.Consumer<Stage> action) {
        FxTest.onFx(() -> action.accept(stage));
    }
}
