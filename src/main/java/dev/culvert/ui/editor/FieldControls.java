package dev.culvert.ui.editor;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.kit.Switch;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Makes the controls of fields, bound to the view model, and puts at each field what is to be said about it. */
final class FieldControls {
    private static final Pattern BETWEEN = Pattern.compile("[,\\s]+");
    private static final String INVALID = "invalid";

    private final EditorViewModel editor;
    private final Messages words;
    private final ObservableBooleanValue narrow;
    private final ProblemWords problemWords;
    private final Map<Field, Node> controls = new EnumMap<>(Field.class);
    private final Map<Field, VBox> notes = new EnumMap<>(Field.class);

    /** @param narrow there is room for one field beside another no more */
    FieldControls(EditorViewModel editor, Messages words, ObservableBooleanValue narrow) {
        this.narrow = narrow;
        this.editor = editor;
        this.words = words;
        this.problemWords = new ProblemWords(words, editor);
        editor.findings().addListener((ListChangeListener<Finding>) change -> showFindings());
    }

    EditorViewModel editor() {
        return editor;
    }

    String word(String key) {
        return words.text("window.editor." + key);
    }

    /** A mode's name for people. */
    String mode(String mode) {
        return words.text("window.kind." + mode.toUpperCase(Locale.ROOT));
    }

    String word(String key, String fact, String value) {
        return words.text("window.editor." + key, fact, value);
    }

    /** A field of one line. Its own words are {@code key} and, where there is a prompt, {@code key.prompt}. */
    TextField text(Field field, String key, String prompt, double width) {
        TextField made = made(new TextField(), field, key, prompt);
        made.textProperty().bindBidirectional(editor.text(field));
        return wide(made, width);
    }

    /** A list on one line, its entries between commas or spaces. */
    TextField line(Field field, String key, String prompt, double width) {
        TextField made = made(new TextField(), field, key, prompt);
        ObjectProperty<List<String>> value = editor.list(field);
        made.setText(String.join(", ", value.get()));
        value.addListener((property, was, is) -> {
            if (!is.equals(entries(made.getText()))) {
                made.setText(String.join(", ", is));
            }
        });
        made.textProperty().addListener((property, was, is) -> value.set(entries(is)));
        return wide(made, width);
    }

    /** As wide as said; the long ones fill their line where lines are short. */
    private TextField wide(TextField made, double width) {
        made.setPrefWidth(width);
        made.maxWidthProperty()
                .bind(Bindings.when(narrow)
                        .then(width < 200 ? width : Double.MAX_VALUE)
                        .otherwise(width));
        return made;
    }

    private static List<String> entries(String text) {
        return Stream.of(BETWEEN.split(text, -1))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** A list, a line for each entry; what has several lines itself cannot be edited here. */
    TextArea lines(Field field, String key) {
        TextArea made = made(new TextArea(), field, key, "");
        ObjectProperty<List<String>> value = editor.list(field);
        made.getStyleClass().add("mono");
        made.setPrefRowCount(2);
        Keys.tabMovesOn(made);
        Runnable show = () -> {
            boolean several = value.get().stream().anyMatch(entry -> entry.contains("\n"));
            made.setEditable(!several);
            if (!value.get().equals(nonBlank(made.getText()))) {
                made.setText(String.join("\n", value.get()));
            }
        };
        show.run();
        value.addListener((property, was, is) -> show.run());
        made.textProperty().addListener((property, was, is) -> {
            if (made.isEditable()) {
                value.set(nonBlank(is));
            }
        });
        return made;
    }

    private static List<String> nonBlank(String text) {
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    private <C extends TextInputControl> C made(C control, Field field, String key, String prompt) {
        control.setPromptText(prompt);
        control.setAccessibleText(word(key));
        leaves(control, field);
        control.setMinWidth(0);
        register(field, control);
        return control;
    }

    private void leaves(Node control, Field field) {
        control.focusedProperty().addListener((property, was, is) -> {
            if (!is) {
                editor.leave(field);
            }
        });
    }

    ChipsField chips(Field field, String key, String prompt) {
        ChipsField made = new ChipsField(words, word(key), prompt);
        made.value().bindBidirectional(editor.list(field));
        made.setOnDone(() -> editor.leave(field));
        register(field, made);
        return made;
    }

    Switch toggle(Field field, String key) {
        Switch made = Switch.setting();
        made.setAccessibleText(word(key));
        made.selectedProperty().bindBidirectional(editor.flag(field));
        made.setOnAction(() -> editor.flag(field).set(!editor.flag(field).get()));
        register(field, made);
        return made;
    }

    CheckBox check(Field field, String key) {
        CheckBox made = new CheckBox(word(key));
        made.selectedProperty().bindBidirectional(editor.flag(field));
        register(field, made);
        return made;
    }

    /** What the focus goes to for this field, and what is marked. */
    void register(Field field, Node control) {
        controls.put(field, control);
    }

    /** Where what is wrong with these fields is said: the lines below their row. */
    VBox notes(Field... fields) {
        VBox box = new VBox();
        box.getStyleClass().add("notes");
        for (Field field : fields) {
            notes.put(field, box);
        }
        return box;
    }

    /** A name, a sentence below it, and a switch at the end of the row. */
    HBox switchRow(String title, Node below, Node... atEnd) {
        VBox texts = new VBox(Nodes.paragraph(title), below);
        texts.setMinWidth(0);
        HBox.setHgrow(texts, Priority.ALWAYS);
        HBox row = new HBox(16, texts);
        row.setAlignment(Pos.CENTER_LEFT);
        row.setMinHeight(32);
        texts.setAlignment(Pos.CENTER_LEFT);
        row.getChildren().addAll(atEnd);
        return row;
    }

    Label help(String text) {
        return Nodes.paragraph(text, "small", "muted");
    }

    /** Puts the focus on the field's control; false when it has none that is shown. */
    boolean focus(Field field) {
        Node control = controls.get(field);
        Node target = switch (control) {
            case ChipsField chips -> chips.input();
            case Segments<?> segments -> segments.focusTarget();
            case null, default -> control;
        };
        if (target == null || !isShown(target)) {
            return false;
        }
        target.requestFocus();
        if (target instanceof TextInputControl input) {
            input.end();
        }
        return true;
    }

    private static boolean isShown(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        return true;
    }

    /** Says at each field what there is to say about it. */
    void showFindings() {
        notes.values().forEach(box -> box.getChildren().clear());
        Map<Field, Set<Integer>> places = new EnumMap<>(Field.class);
        Map<Field, String> said = new EnumMap<>(Field.class);
        for (Finding finding : editor.findings()) {
            Field field = finding.field();
            VBox box = field == null ? null : notes.get(field);
            if (field == null || box == null) {
                continue;
            }
            String sentence = problemWords.of(finding);
            box.getChildren().add(note(sentence, finding instanceof Finding.Wrong));
            said.merge(field, sentence, (one, other) -> one + " " + other);
            if (finding instanceof Finding.Wrong(var where, var problem)) {
                places.computeIfAbsent(field, each -> new HashSet<>())
                        .add(place(problem.pointer().substring(field.pointer().length())));
            }
        }
        controls.forEach((field, control) -> {
            mark(control, places.getOrDefault(field, Set.of()));
            describe(control, said.getOrDefault(field, ""));
        });
    }

    private void describe(Node control, String said) {
        if (control instanceof ChipsField chips) {
            chips.input().setAccessibleHelp(said.isEmpty() ? word("chips.help") : said);
        } else {
            control.setAccessibleHelp(said);
        }
    }

    /** {@code /2} is the third entry; less than 0 the list as a whole. */
    private static int place(String rest) {
        return rest.matches("/\\d{1,6}") ? Integer.parseInt(rest.substring(1)) : -1;
    }

    private static void mark(Node control, Set<Integer> wrong) {
        control.getStyleClass().remove(INVALID);
        if (!wrong.isEmpty()) {
            control.getStyleClass().add(INVALID);
        }
        if (control instanceof ChipsField chips) {
            chips.setInvalid(wrong);
        }
    }

    static HBox note(String sentence, boolean problem) {
        FontIcon icon = Icons.of(problem ? Feather.ALERT_CIRCLE : Feather.ALERT_TRIANGLE, problem ? "bad" : "warn");
        Label label = Nodes.paragraph(sentence, "small", problem ? "bad" : "warn");
        HBox note = new HBox(4, icon, label);
        note.getStyleClass().add("note");
        note.setAlignment(Pos.TOP_LEFT);
        HBox.setHgrow(label, Priority.ALWAYS);
        return note;
    }
}
