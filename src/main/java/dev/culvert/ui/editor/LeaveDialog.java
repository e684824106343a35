package dev.culvert.ui.editor;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Nodes;
import javafx.geometry.Insets;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The question over the editor what becomes of changes: Save, Discard, Keep editing. */
final class LeaveDialog extends StackPane {
    private @Nullable Node focusBefore;

    /** @param behind what the question covers */
    LeaveDialog(EditorViewModel editor, Messages words, Node behind) {
        getStyleClass().add("scrim");
        Label title = Nodes.paragraph("", "h2");
        Label text = Nodes.paragraph(words.text("window.editor.leave.text"), "muted");
        Button discard =
                Nodes.button(words.text("window.editor.leave.discard"), null, editor.leaving()::discard, "flat", "bad");
        Button keep = Nodes.button(words.text("window.editor.leave.keep"), null, editor.leaving()::keepEditing);
        Button save = Nodes.button(words.text("window.editor.save"), null, editor.leaving()::saveAndLeave, "accent");
        FlowPane buttons = new FlowPane(8, 8, discard, keep, save);
        buttons.getStyleClass().add("dialog-buttons");
        VBox card = new VBox(title, text, buttons);
        card.getStyleClass().addAll("dialog-card", "leave-dialog");
        card.setMaxSize(480, Region.USE_PREF_SIZE);
        card.setAccessibleRole(AccessibleRole.DIALOG);
        StackPane.setMargin(card, new Insets(16));
        getChildren().add(card);
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                editor.leaving().keepEditing();
                event.consume();
            }
        });
        Nodes.shown(this, false);
        editor.leaving().asking().addListener((property, was, is) -> {
            title.setText(
                    editor.isNew()
                            ? words.text("window.editor.leave.title.new")
                            : words.text("window.editor.leave.title", "name", editor.savedName()));
            card.setAccessibleText(title.getText());
            if (is) {
                focusBefore = getScene() == null ? null : getScene().getFocusOwner();
            }
            behind.setDisable(is);
            Nodes.shown(this, is);
            if (is) {
                save.requestFocus();
            } else if (focusBefore != null) {
                focusBefore.requestFocus();
            }
        });
    }
}
