package dev.culvert.ui.editor;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Nodes;
import java.util.List;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/** Delete, what is wrong, Cancel and Save. */
final class EditorFooter extends HBox {
    EditorFooter(EditorViewModel editor, Messages words, Runnable onDelete, ObservableBooleanValue narrow) {
        getStyleClass().add("editor-footer");
        Button delete =
                Nodes.button(words.text("window.editor.delete"), Feather.TRASH_2, onDelete, "flat", "bad", "delete");
        delete.setAccessibleText(delete.getText());
        delete.setTooltip(new Tooltip(delete.getText()));
        Nodes.shown(delete, !editor.isNew());

        Button problems = new Button("", Nodes.label("!", "count"));
        problems.getStyleClass().addAll("flat", "bad", "problem-count");
        problems.setOnAction(event -> editor.goToFirstProblem());
        Button cancel = Nodes.button(words.text("window.cancel"), null, editor.leaving()::cancel);
        Button save = Nodes.button(words.text("window.editor.save"), null, editor.leaving()::save, "accent");
        getChildren().addAll(delete, Nodes.space(), problems, cancel, save);

        Runnable show = () -> {
            List<Finding> wrong = editor.findings().stream()
                    .filter(Finding.Wrong.class::isInstance)
                    .toList();
            Nodes.shown(problems, !wrong.isEmpty());
            if (!wrong.isEmpty()) {
                problems.setText(count(wrong, words, narrow.get()));
            }
            delete.setContentDisplay(narrow.get() ? ContentDisplay.GRAPHIC_ONLY : ContentDisplay.LEFT);
        };
        editor.findings().addListener((ListChangeListener<Finding>) change -> show.run());
        narrow.addListener((property, was, is) -> show.run());
        show.run();
        editor.leaving().saving().addListener((property, was, is) -> {
            save.setText(words.text(is ? "window.editor.saving" : "window.editor.save"));
            save.setDisable(is);
            delete.setDisable(is);
        });
    }

    /** Where they are is said when it is one page, and there is room. */
    private static String count(List<Finding> wrong, Messages words, boolean narrow) {
        String number = String.valueOf(wrong.size());
        boolean onePage = wrong.stream().map(Finding::tab).distinct().count() == 1;
        String key = "window.editor.problem" + (wrong.size() == 1 ? "" : "s") + (onePage && !narrow ? ".in" : "");
        return words.text(
                key,
                "count",
                number,
                "tab",
                words.text("window.editor.tab." + wrong.getFirst().tab()));
    }
}
