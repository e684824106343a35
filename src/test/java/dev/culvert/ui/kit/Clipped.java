package dev.culvert.ui.kit;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.text.Text;

/** Finds what is there to be read and cannot be. JavaFX thread, after layout. */
public final class Clipped {
    private Clipped() {}

    /** Texts of labels and buttons below {@code root} that are cut, squeezed, or reach out of the scene at the sides. */
    public static List<String> texts(Parent root) {
        List<String> found = new ArrayList<>();
        root.applyCss();
        root.layout();
        collect(root, found);
        return found;
    }

    /** Whoever gives a tooltip lets the label be cut; a line of the log shows itself whole when it is clicked. */
    private static boolean mayBeCut(Node label) {
        for (Node each = label; each != null; each = each.getParent()) {
            if ((each instanceof Control control && control.getTooltip() != null)
                    || each.getStyleClass().contains("log-cell")) {
                return true;
            }
        }
        return false;
    }

    private static void collect(Node node, List<String> into) {
        if (!node.isVisible()) {
            return;
        }
        if (node instanceof Labeled labeled
                && labeled.getText() != null
                && !labeled.getText().isBlank()) {
            String text = labeled.getText();
            Bounds place = labeled.localToScene(labeled.getBoundsInLocal());
            boolean out =
                    place.getMinX() < -1 || place.getMaxX() > labeled.getScene().getWidth() + 1;
            // on a scaled screen heights are rounded to its pixels
            double scale = labeled.getScene().getWindow() == null
                    ? 1
                    : labeled.getScene().getWindow().getRenderScaleY();
            double rounding = scale > 1 ? 1.01 / scale : 0.5;
            boolean low = labeled.getHeight() + rounding < labeled.prefHeight(labeled.getWidth());
            boolean cut = labeled.lookup(".text") instanceof Text shown
                    && !shown.getText().stripTrailing().equals(text.stripTrailing())
                    && !mayBeCut(labeled);
            if (out || low || cut) {
                into.add(text + (out ? " (out of the scene)" : low ? " (too low)" : " (cut)"));
            }
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, into));
        }
    }
}
