package dev.culvert.ui.prompts;

import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Region;

/** Two nodes at the two sides; one below the other where there is no room for that. */
final class SideBySide extends Region {
    private static final double GAP = 16;

    private final Node left;
    private final Node right;

    SideBySide(Node left, Node right) {
        this.left = left;
        this.right = right;
        getChildren().addAll(left, right);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    private boolean fits(double inner) {
        return left.prefWidth(-1) + GAP + right.prefWidth(-1) <= inner;
    }

    private double inner(double width) {
        return width - snappedLeftInset() - snappedRightInset();
    }

    @Override
    protected double computePrefWidth(double height) {
        return snappedLeftInset() + left.prefWidth(-1) + GAP + right.prefWidth(-1) + snappedRightInset();
    }

    @Override
    protected double computePrefHeight(double width) {
        double inner = inner(width < 0 ? prefWidth(-1) : width);
        double content = fits(inner)
                ? Math.max(left.prefHeight(-1), right.prefHeight(-1))
                : left.prefHeight(inner) + GAP + right.prefHeight(inner);
        return snapSizeY(snappedTopInset() + content + snappedBottomInset());
    }

    @Override
    protected void layoutChildren() {
        double inner = inner(getWidth());
        double x = snappedLeftInset();
        double y = snappedTopInset();
        if (fits(inner)) {
            double width = right.prefWidth(-1);
            right.resizeRelocate(x + inner - width, y, width, right.prefHeight(-1));
            left.resizeRelocate(x, y, inner - width - GAP, left.prefHeight(-1));
        } else {
            double height = left.prefHeight(inner);
            left.resizeRelocate(x, y, inner, height);
            right.resizeRelocate(x, y + height + GAP, Math.min(inner, right.prefWidth(-1)), right.prefHeight(inner));
        }
    }
}
