package dev.culvert.ui.editor;

import dev.culvert.control.words.Messages;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The profile's text, and below it everything that is wrong with it; a click goes there. */
final class JsonPage extends VBox {
    private final EditorViewModel editor;
    private final ProblemWords problemWords;
    private final TextArea area = new TextArea();
    private final VBox list = new VBox();
    private final Label right;

    JsonPage(EditorViewModel editor, Messages words) {
        this.editor = editor;
        this.problemWords = new ProblemWords(words, editor);
        getStyleClass().addAll("card", "json-page");
        area.getStyleClass().addAll("mono", "json");
        area.setAccessibleText(words.text("window.editor.json"));
        area.textProperty().bindBidirectional(editor.text());
        Keys.tabMovesOn(area);
        VBox.setVgrow(area, Priority.ALWAYS);
        right = Nodes.paragraph(words.text("window.editor.json.right"), "small", "muted");
        list.getStyleClass().add("problem-list");
        ScrollPane scroll = new ScrollPane(list);
        scroll.getStyleClass().add("plain");
        scroll.setFitToWidth(true);
        scroll.setMaxHeight(152);
        scroll.setMinHeight(0);
        getChildren().addAll(area, right, scroll);
        Nodes.shown(scroll, false);
        Runnable show = () -> {
            show();
            Nodes.shown(scroll, !list.getChildren().isEmpty());
            Nodes.shown(right, list.getChildren().isEmpty());
        };
        editor.findings().addListener((ListChangeListener<Finding>) change -> show.run());
        show.run();
    }

    private void show() {
        list.getChildren().clear();
        for (Finding finding : editor.findings()) {
            switch (finding) {
                case Finding.Wrong(var field, var problem) -> list.getChildren().add(row(finding, problem, true));
                case Finding.NotCarriedOut(var field, var problem) ->
                    list.getChildren().add(row(finding, problem, false));
                case Finding.OverlapsLocal overlap -> {}
            }
        }
    }

    private Button row(Finding finding, ProfileProblem problem, boolean wrong) {
        String where = problem.place().line() + ":" + problem.place().column();
        String text = where + "  "
                + (wrong ? problemWords.inText(problem) : problem.pointer() + ": " + problemWords.of(finding));
        Button row = new Button(
                text, Icons.of(wrong ? Feather.ALERT_CIRCLE : Feather.ALERT_TRIANGLE, wrong ? "bad" : "warn"));
        row.getStyleClass().addAll("flat", "compact", "problem-row");
        row.setTextOverrun(OverrunStyle.ELLIPSIS);
        row.setTooltip(new Tooltip(text));
        row.setMaxWidth(Double.MAX_VALUE);
        row.setOnAction(event -> goTo(problem.place()));
        return row;
    }

    /** Puts the caret where the problem is. */
    void goTo(ProfileProblem.Place place) {
        String text = area.getText();
        int start = 0;
        for (int line = 1; line < place.line() && text.indexOf('\n', start) >= 0; line++) {
            start = text.indexOf('\n', start) + 1;
        }
        int end = text.indexOf('\n', start);
        area.requestFocus();
        area.positionCaret(Math.min(start + place.column() - 1, end < 0 ? text.length() : end));
    }

    void focusText() {
        area.requestFocus();
    }
}
