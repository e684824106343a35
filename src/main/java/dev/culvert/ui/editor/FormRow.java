package dev.culvert.ui.editor;

import dev.culvert.ui.kit.Nodes;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A label and what it names: beside it, or below it where there is little room. */
final class FormRow extends Region {
    private static final double LABEL = 168;
    private static final double GAP = 16;
    private static final double BELOW = 4;

    private final Label label;
    private final VBox content;
    private final ObservableBooleanValue narrow;

    FormRow(String name, ObservableBooleanValue narrow, Node... nodes) {
        this.narrow = narrow;
        label = Nodes.paragraph(name, "form-label");
        content = new VBox(nodes);
        getStyleClass().add("form-row");
        getChildren().addAll(label, content);
        narrow.addListener((property, was, is) -> follow());
        follow();
    }

    /** What a screen reader reads when {@code control} has the focus. */
    FormRow labels(Node control) {
        label.setLabelFor(control);
        return this;
    }

    private void follow() {
        label.getStyleClass().remove("above");
        if (narrow.get()) {
            label.getStyleClass().add("above");
        }
        requestLayout();
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        return LABEL;
    }

    @Override
    protected double computePrefWidth(double height) {
        return narrow.get() ? Math.max(LABEL, content.prefWidth(-1)) : LABEL + GAP + content.prefWidth(-1);
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        double wide = width < 0 ? prefWidth(-1) : width;
        return narrow.get()
                ? snapSizeY(label.prefHeight(wide)) + BELOW + snapSizeY(content.prefHeight(wide))
                : snapSizeY(Math.max(label.prefHeight(LABEL), content.prefHeight(wide - LABEL - GAP)));
    }

    @Override
    protected void layoutChildren() {
        double wide = getWidth();
        if (narrow.get()) {
            double top = snapSizeY(label.prefHeight(wide));
            label.resizeRelocate(0, 0, wide, top);
            content.resizeRelocate(0, top + BELOW, wide, getHeight() - top - BELOW);
        } else {
            label.resizeRelocate(0, 0, LABEL, snapSizeY(label.prefHeight(LABEL)));
            content.resizeRelocate(LABEL + GAP, 0, wide - LABEL - GAP, getHeight());
        }
    }
}
