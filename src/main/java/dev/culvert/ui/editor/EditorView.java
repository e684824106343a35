package dev.culvert.ui.editor;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Nodes;
import java.util.EnumMap;
import java.util.Map;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The editor of one profile: title, pages, and the footer with what to do. JavaFX thread. */
public final class EditorView extends StackPane {
    /** Less than this wide, labels stand above their fields. */
    private static final double WIDE = 760;

    private static final KeyCombination SAVE = new KeyCodeCombination(KeyCode.S, KeyCombination.SHORTCUT_DOWN);

    private final EditorViewModel editor;
    private final Messages words;
    private final FieldControls fields;
    private final ReadOnlyBooleanWrapper narrow = new ReadOnlyBooleanWrapper(this, "narrow");
    private final Map<Tab, Node> pages = new EnumMap<>(Tab.class);
    private final JsonPage json;
    private final BorderPane body = new BorderPane();
    private final StackPane page = new StackPane();

    /** @param onDelete asks whether to delete the profile, and does; not offered for a new one */
    public EditorView(EditorViewModel editor, Messages words, Runnable onDelete) {
        this.editor = editor;
        this.words = words;
        getStyleClass().add("editor");
        fields = new FieldControls(editor, words, narrow);
        json = new JsonPage(editor, words);
        pages.put(Tab.GENERAL, scrolled(new GeneralPage(fields, narrow)));
        pages.put(Tab.SERVER, scrolled(new ServerPage(fields, narrow)));
        pages.put(Tab.NETWORK, scrolled(new NetworkPage(fields, narrow)));
        pages.put(Tab.ADVANCED, scrolled(new AdvancedPage(fields, narrow)));
        StackPane jsonPage = new StackPane(json);
        jsonPage.getStyleClass().add("cards");
        pages.put(Tab.JSON, jsonPage);
        page.getChildren().addAll(pages.values());
        page.setMinHeight(0);

        EditorBars bars = new EditorBars(editor, words);
        TabBar tabs = new TabBar(editor, words);
        Label noteBelow = note(true);
        VBox head = new VBox(header(), noteBelow, tabs, bars);
        head.getStyleClass().add("editor-head");
        body.setTop(head);
        body.setCenter(page);
        body.setBottom(new EditorFooter(editor, words, onDelete, narrow));
        LeaveDialog question = new LeaveDialog(editor, words, body);
        getChildren().addAll(body, question);

        narrow.bind(widthProperty().lessThan(WIDE));
        Runnable dress = () -> {
            getStyleClass().remove("narrow");
            if (narrow.get()) {
                getStyleClass().add("narrow");
            }
        };
        narrow.addListener((property, was, is) -> dress.run());
        dress.run();
        editor.tab().addListener((property, was, is) -> open(is));
        open(editor.tab().get());
        editor.setOnGoTo(this::goTo);
        editor.readable().addListener((property, was, is) -> follow());
        editor.leaving().saving().addListener((property, was, is) -> follow());
        follow();
        fields.showFindings();
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (SAVE.match(event)) {
                editor.leaving().save();
                event.consume();
            }
        });
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                editor.leaving().cancel();
                event.consume();
            }
        });
    }

    /** Puts the focus where editing starts: the first field, or the first problem. */
    public void start() {
        // a scroll pane has its content in the scene from its first styling on
        applyCss();
        if (editor.findings().stream().anyMatch(Finding.Wrong.class::isInstance)) {
            editor.goToFirstProblem();
        } else if (editor.tab().get() == Tab.GENERAL) {
            fields.focus(Field.NAME);
        }
    }

    private HBox header() {
        Button back = Nodes.iconButton(
                words.text("window.back"), Feather.ARROW_LEFT, editor.leaving()::cancel, "flat", "back");
        Label title = Nodes.label("", "h2");
        title.setMinWidth(0);
        title.setTooltip(new Tooltip());
        Runnable name = () -> {
            title.setText(
                    editor.isNew()
                            ? words.text("window.editor.title.new")
                            : words.text("window.editor.title.edit", "name", editor.savedName()));
            title.getTooltip().setText(title.getText());
        };
        name.run();
        HBox.setHgrow(title, Priority.SOMETIMES);
        HBox header = new HBox(8, back, title, Nodes.space(), note(false));
        header.getStyleClass().add("title-line");
        return header;
    }

    /** That changes wait for the next connection: in the title's line, or below it where that is short. */
    private Label note(boolean below) {
        Label note = Nodes.label(words.text("window.editor.reconnect.note"), "small", "muted");
        note.setMinWidth(USE_PREF_SIZE);
        Runnable show = () -> Nodes.shown(note, editor.tunnelUp().get() && narrow.get() == below);
        editor.tunnelUp().addListener((property, was, is) -> show.run());
        narrow.addListener((property, was, is) -> show.run());
        show.run();
        return note;
    }

    private static ScrollPane scrolled(VBox content) {
        ScrollPane scroll = Nodes.scrolling(new ScrollPane(content));
        scroll.getStyleClass().add("editor-scroll");
        return scroll;
    }

    private void open(Tab tab) {
        pages.forEach((each, node) -> Nodes.shown(node, each == tab));
    }

    /** Nothing can be typed into fields that show no text, nor while the text is saved. */
    private void follow() {
        boolean busy = editor.leaving().saving().get();
        pages.forEach((tab, node) ->
                node.setDisable(busy || (tab != Tab.JSON && !editor.readable().get())));
    }

    private void goTo(Finding finding) {
        Field field = finding.field();
        if (field != null && fields.focus(field)) {
            scrollTo(pages.get(finding.tab()));
        } else if (finding instanceof Finding.Wrong(var nowhere, var problem)) {
            editor.tab().set(Tab.JSON);
            json.goTo(problem.place());
        }
    }

    private void scrollTo(@org.jspecify.annotations.Nullable Node shown) {
        Node focused = getScene() == null ? null : getScene().getFocusOwner();
        if (shown instanceof ScrollPane scroll && focused != null) {
            applyCss();
            layout();
            double height = scroll.getContent().getBoundsInLocal().getHeight();
            double view = scroll.getViewportBounds().getHeight();
            double y = scroll.getContent()
                    .sceneToLocal(focused.localToScene(focused.getBoundsInLocal()))
                    .getMinY();
            scroll.setVvalue(height <= view ? 0 : Math.clamp((y - view / 3) / (height - view), 0, 1));
        }
    }
}
