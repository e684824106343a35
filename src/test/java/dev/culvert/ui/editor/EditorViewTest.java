package dev.culvert.ui.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.kit.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditorViewTest extends FxTest {
    private static final String MINIMAL =
            "{\n  \"name\": \"home\",\n  \"mode\": \"tun\",\n  \"server\": { \"host\": \"h\" }\n}\n";

    private Editors editors;
    private Scene scene;

    @BeforeEach
    void openNothing() {
        editors = Editors.ofNew();
        scene = fromFx(() -> new Scene(new VBox()));
    }

    private static Scene scene(Editors of, double width, Locale locale) {
        return show(
                        fromFx(() ->
                                new EditorView(of.model, Messages.withWindow(locale), () -> of.events.add("delete"))),
                        width,
                        640,
                        false)
                .getScene();
    }

    private EditorViewModel open(Editors of, double width, Locale locale) {
        editors = of;
        scene = scene(of, width, locale);
        return of.model;
    }

    private EditorViewModel open(Editors of) {
        return open(of, 840, Locale.ENGLISH);
    }

    /** Everything of this kind that can be seen. */
    private <N extends Node> List<N> shown(Class<N> type) {
        List<N> found = new ArrayList<>();
        collect(scene.getRoot(), type, found);
        return found;
    }

    private static <N extends Node> void collect(Node node, Class<N> type, List<N> into) {
        if (!node.isVisible()) {
            return;
        }
        if (type.isInstance(node)) {
            into.add(type.cast(node));
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, type, into));
        }
    }

    private void click(String name) {
        onFx(() -> {
            List<ButtonBase> found = shown(ButtonBase.class).stream()
                    .filter(button -> name.equals(button.getText()) || name.equals(button.getAccessibleText()))
                    .toList();
            assertThat(found).as(name).hasSize(1);
            found.getFirst().fire();
        });
        settle();
    }

    private List<String> texts() {
        return fromFx(() -> shown(Labeled.class).stream()
                .map(Labeled::getText)
                .filter(text -> text != null && !text.isEmpty())
                .toList());
    }

    private String focused() {
        return fromFx(() -> String.valueOf(scene.getFocusOwner().getAccessibleText()));
    }

    @Test
    void typesANewProfileMeetsTheProblemMendsItAndSaves() {
        open(Editors.ofNew());
        onFx(() -> ((EditorView) scene.getRoot()).start());
        assertThat(focused()).isEqualTo("Name");
        type(scene, "home/lab");
        assertThat(texts()).noneMatch(text -> text.contains("cannot be a name"));
        press(scene, KeyCode.TAB);
        assertThat(texts()).anyMatch(text -> text.startsWith("home/lab cannot be a name"));
        press(scene, KeyCode.S, KeyCombination.SHORTCUT_DOWN);
        assertThat(editors.saved).isEmpty();
        assertThat(focused()).isEqualTo("Name");
        assertThat(texts()).contains("2 problems");
        press(scene, KeyCode.A, KeyCombination.SHORTCUT_DOWN);
        type(scene, "Home lab");
        assertThat(texts()).contains("1 problem in Server & login");
        press(scene, KeyCode.S, KeyCombination.SHORTCUT_DOWN);
        settle();
        assertThat(editors.saved).isEmpty();
        assertThat(focused()).isEqualTo("Server");
        type(scene, "lab.example.org");
        click("Save");
        assertThat(editors.saved)
                .containsExactly(EditorViewModel.blank("")
                        .replace("\"name\": \"\"", "\"name\": \"Home lab\"")
                        .replace("\"host\": \"\"", "\"host\": \"lab.example.org\""));
        assertThat(editors.events).containsExactly("done");
    }

    @Test
    void chipsAreMadeMarkedAndRemovedFromTheKeyboard() {
        EditorViewModel model = open(Editors.of(MINIMAL));
        click("Network");
        onFx(() -> shown(ChipsField.class).getFirst().input().requestFocus());
        type(scene, "10.0.0.0/8,10.1.2.3/16");
        assertThat(model.list(Field.ROUTES).get())
                .as("what is typed counts")
                .containsExactly("10.0.0.0/8", "10.1.2.3/16");
        press(scene, KeyCode.ENTER);
        assertThat(texts()).contains("10.1.2.3/16 is not a network. Did you mean 10.1.0.0/16?");
        onFx(() -> {
            List<Node> chips = List.copyOf(scene.getRoot().lookupAll(".chip"));
            assertThat(chips).hasSize(2);
            assertThat(chips.get(0).getStyleClass()).doesNotContain("invalid");
            assertThat(chips.get(1).getStyleClass()).contains("invalid");
        });
        press(scene, KeyCode.BACK_SPACE);
        assertThat(model.list(Field.ROUTES).get()).as("selected first").hasSize(2);
        press(scene, KeyCode.BACK_SPACE);
        assertThat(model.list(Field.ROUTES).get()).containsExactly("10.0.0.0/8");
        assertThat(model.findings()).isEmpty();
        press(scene, KeyCode.LEFT);
        press(scene, KeyCode.ENTER);
        onFx(() ->
                assertThat(shown(ChipsField.class).getFirst().input().getText()).isEqualTo("10.0.0.0/8"));
        press(scene, KeyCode.BACK_SPACE);
        type(scene, "16");
        press(scene, KeyCode.TAB);
        assertThat(model.list(Field.ROUTES).get()).containsExactly("10.0.0.0/16");
        onFx(() -> assertThat(scene.getRoot().lookupAll(".chip")).hasSize(1));
    }

    @Test
    void wrongValuesSurviveTheWayToJsonAndBack() {
        EditorViewModel model = open(Editors.of(MINIMAL));
        click("Network");
        onFx(() -> shown(TextInputControl.class).getFirst().requestFocus());
        type(scene, "10.0.0.256/30");
        click("JSON");
        assertThat(texts()).anyMatch(text -> text.contains("/network/addresses/0"));
        onFx(() -> {
            TextArea area = shown(TextArea.class).getFirst();
            area.setText(area.getText().replace("256", "25/"));
        });
        click("Network");
        onFx(() ->
                assertThat(shown(TextInputControl.class).getFirst().getText()).isEqualTo("10.0.0.25//30"));
        click("JSON");
        onFx(() -> shown(TextArea.class).getFirst().clear());
        click("General");
        onFx(() -> {
            TextInputControl name = shown(TextInputControl.class).getFirst();
            assertThat(name.isDisabled()).isTrue();
            assertThat(name.getText()).isEqualTo("home");
        });
        click("Open JSON");
        assertThat(model.tab().get()).isEqualTo(Tab.JSON);
    }

    @Test
    void aProblemsLineLeadsToItsPlaceInTheText() {
        open(Editors.of(MINIMAL.replace("\"mode\"", "\"mood\"")));
        click("JSON");
        String row = texts().stream()
                .filter(text -> text.contains("/mood"))
                .findFirst()
                .orElseThrow();
        assertThat(row).startsWith("3:3");
        click(row);
        onFx(() -> {
            TextArea area = shown(TextArea.class).getFirst();
            assertThat(area.isFocused()).isTrue();
            assertThat(area.getCaretPosition()).isEqualTo(area.getText().indexOf("\"mood\""));
        });
    }

    @Test
    void leavingWithChangesAsksAndEscapeStays() {
        EditorViewModel model = open(Editors.of(MINIMAL));
        onFx(() -> shown(TextInputControl.class).getFirst().requestFocus());
        type(scene, "2");
        press(scene, KeyCode.ESCAPE);
        assertThat(texts()).contains("Save the changes to home?");
        onFx(() -> assertThat(((Button) scene.getFocusOwner()).getText()).isEqualTo("Save"));
        press(scene, KeyCode.ESCAPE);
        assertThat(texts()).doesNotContain("Save the changes to home?");
        assertThat(focused()).isEqualTo("Name");
        assertThat(editors.events).isEmpty();
        click("Back");
        click("Discard");
        assertThat(editors.events).containsExactly("done");
        assertThat(model.isDirty()).isFalse();
        press(scene, KeyCode.ESCAPE);
        assertThat(editors.events).containsExactly("done", "done");
    }

    @Test
    void switchesTicksAndSegmentsChangeTheProfile() {
        EditorViewModel model = open(Editors.of(MINIMAL));
        click("TAP");
        assertThat(model.text().get()).contains("\"mode\": \"tap\"");
        click("Server & login");
        click("Password");
        assertThat(model.list(Field.METHODS).get()).containsExactly("agent", "key", "keyboard-interactive");
        onFx(() -> shown(Switch.class).getFirst().fire());
        assertThat(model.text().get()).contains("\"useSshConfig\": false");
        click("Network");
        click("Everything");
        assertThat(model.list(Field.ROUTES).get()).containsExactly("default");
        onFx(() -> shown(Switch.class).getLast().fire());
        assertThat(model.text().get()).contains("\"mtu\": 1500");
        onFx(() -> assertThat(scene.getFocusOwner()).isInstanceOf(TextInputControl.class));
        click("Delete profile…");
        assertThat(editors.events).containsExactly("delete");
    }

    @Test
    void whatIsNotCarriedOutCannotBeSwitchedOnButOff() {
        String text = MINIMAL.replace("}\n}", "},\n  \"network\": { \"killSwitch\": true }\n}");
        EditorViewModel model = open(Editors.of(text));
        click("Network");
        onFx(() -> {
            Switch killSwitch = shown(Switch.class).getFirst();
            assertThat(killSwitch.isDisabled()).isFalse();
            killSwitch.fire();
            assertThat(model.flag(Field.KILL_SWITCH).get()).isFalse();
            assertThat(killSwitch.isDisabled()).isEqualTo(!model.carriesOut(Field.KILL_SWITCH));
        });
    }

    /** A screen reader has a name for all that can have the focus; and no word of the window is cut off. */
    @ParameterizedTest
    @CsvSource({"420, en", "420, zh-CN", "840, en", "840, zh-CN"})
    void everyPageHasNamesAndRoomForItsWords(double width, String language) {
        EditorViewModel model = open(Editors.of(Editors.fixture("bad/values")), width, Locale.forLanguageTag(language));
        for (Tab tab : Tab.values()) {
            onFx(() -> model.tab().set(tab));
            settle();
            onFx(() -> {
                for (Node node : shown(Node.class)) {
                    if (node.isFocusTraversable()) {
                        assertThat(nameOf(node)).as(tab + " " + node).isNotBlank();
                    }
                    if (node instanceof Labeled labeled && !isFreeText(labeled)) {
                        assertThat(labeled.getChildrenUnmodifiable())
                                .filteredOn(Text.class::isInstance)
                                .as(tab + " " + labeled.getText())
                                .allMatch(text -> ((Text) text).getText().equals(labeled.getText()));
                    }
                }
            });
        }
    }

    /** What users wrote may be cut, with the whole in a tooltip. */
    private static boolean isFreeText(Labeled labeled) {
        return labeled.getTooltip() != null && !(labeled instanceof ToggleButton);
    }

    private static String nameOf(Node node) {
        String text = node.getAccessibleText();
        return text != null
                ? text
                : node instanceof Labeled labeled ? labeled.getText() : node instanceof Label ? "label" : "";
    }
}
