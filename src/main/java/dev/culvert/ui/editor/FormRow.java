package dev.culvert.ui.editor;

import dev.culvert.ui.kit.Nodes;
import java.util.List;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.HPos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** A label and what it names: beside it, or below it where there is little room. */
final class FormRow extends GridPane {
    private static final double LABEL = 168;

    private final Label label;
    private final VBox content = new VBox();

    FormRow(String name, ObservableBooleanValue narrow, Node... nodes) {
        label = Nodes.label(name, "form-label");
        getStyleClass().add("form-row");
        content.getChildren().addAll(nodes);
        content.setFillWidth(true);
        content.setMinWidth(0);
        GridPane.setHgrow(content, Priority.ALWAYS);
        GridPane.setValignment(label, VPos.TOP);
        GridPane.setHalignment(label, HPos.LEFT);
        getChildren().addAll(label, content);
        narrow.addListener((property, was, is) -> arrange(is));
        arrange(narrow.get());
    }

    /** What a screen reader reads when {@code control} has the focus. */
    FormRow labels(Node control) {
        label.setLabelFor(control);
        return this;
    }

    private void arrange(boolean narrow) {
        ColumnConstraints first = new ColumnConstraints();
        if (narrow) {
            first.setPercentWidth(100);
            getColumnConstraints().setAll(List.of(first));
        } else {
            first.setMinWidth(LABEL);
            first.setMaxWidth(LABEL);
            first.setPrefWidth(LABEL);
            ColumnConstraints second = new ColumnConstraints();
            second.setHgrow(Priority.ALWAYS);
            second.setMinWidth(0);
            getColumnConstraints().setAll(List.of(first, second));
        }
        setHgap(narrow ? 0 : 16);
        setVgap(narrow ? 4 : 0);
        GridPane.setConstraints(content, narrow ? 0 : 1, narrow ? 1 : 0);
        label.getStyleClass().remove("above");
        if (narrow) {
            label.getStyleClass().add("above");
        }
    }
}
