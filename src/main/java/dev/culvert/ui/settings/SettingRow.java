package dev.culvert.ui.settings;

import dev.culvert.ui.kit.Nodes;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A setting: its name, what it means, and at the right what changes it; below, where there is no room beside. */
final class SettingRow extends Region {
    private static final double GAP = 16;
    private static final double MIN_HEIGHT = 56;

    private final Label name;
    private final VBox text;
    private final Node control;

    SettingRow(String title, Label help, Node control) {
        getStyleClass().add("setting-row");
        name = Nodes.paragraph(title, "medium");
        name.setLabelFor(control);
        text = new VBox(2, name, help);
        help.managedProperty().bind(help.textProperty().isNotEmpty());
        help.visibleProperty().bind(help.managedProperty());
        this.control = control;
        getChildren().addAll(text, control);
    }

    static Label help(String text) {
        return Nodes.paragraph(text, "small", "muted");
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    private boolean fits(double inner) {
        return name.prefWidth(-1) + GAP + control.prefWidth(-1) <= inner;
    }

    private double inner(double width) {
        return width - snappedLeftInset() - snappedRightInset();
    }

    @Override
    protected double computePrefHeight(double width) {
        double around = snappedTopInset() + snappedBottomInset();
        if (width < 0) {
            return MIN_HEIGHT;
        }
        double inner = inner(width);
        double own = control.prefHeight(-1);
        double height = fits(inner)
                ? Math.max(own, text.prefHeight(inner - GAP - control.prefWidth(-1)))
                : text.prefHeight(inner) + GAP / 2 + own;
        return Math.max(MIN_HEIGHT, snapSizeY(around + height));
    }

    @Override
    protected void layoutChildren() {
        double inner = inner(getWidth());
        double left = snappedLeftInset();
        double width = control.prefWidth(-1);
        double height = control.prefHeight(-1);
        if (fits(inner)) {
            double beside = inner - GAP - width;
            double textHeight = text.prefHeight(beside);
            text.resizeRelocate(left, snapPositionY((getHeight() - textHeight) / 2), beside, textHeight);
            control.resizeRelocate(left + inner - width, snapPositionY((getHeight() - height) / 2), width, height);
        } else {
            double textHeight = text.prefHeight(inner);
            text.resizeRelocate(left, snappedTopInset(), inner, textHeight);
            control.resizeRelocate(left, snappedTopInset() + textHeight + GAP / 2, Math.min(inner, width), height);
        }
    }
}
