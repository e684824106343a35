package dev.culvert.ui.prompts;

import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** A dialog's buttons: in a row at the right, the one that stands apart at the left; where that is too wide, one below the other. */
final class ButtonRow extends Region {
    private static final double GAP = 8;

    private final @Nullable Node left;
    private final List<Button> right;

    ButtonRow(@Nullable Node left, Button... right) {
        this.left = left;
        this.right = List.of(right);
        if (left != null) {
            getChildren().add(left);
        }
        getChildren().addAll(right);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    private double rightWidth() {
        return right.stream().mapToDouble(each -> each.prefWidth(-1) + GAP).sum() - GAP;
    }

    /** A text at the left may wrap above the row; buttons that do not fit stand below each other. */
    private boolean fits(double width) {
        return rightWidth() + (left == null ? 0 : 2 * GAP + left.prefWidth(-1)) <= width;
    }

    private boolean rightFits(double width) {
        return rightWidth() <= width;
    }

    @Override
    protected double computePrefWidth(double height) {
        return rightWidth() + (left == null ? 0 : 2 * GAP + left.prefWidth(-1));
    }

    @Override
    protected double computePrefHeight(double width) {
        double row =
                right.stream().mapToDouble(each -> each.prefHeight(-1)).max().orElse(0);
        double inner = width < 0 ? prefWidth(-1) : width;
        if (fits(inner)) {
            return left == null ? row : Math.max(row, left.prefHeight(-1));
        }
        double rows = rightFits(inner)
                ? row
                : right.stream().mapToDouble(each -> each.prefHeight(-1) + GAP).sum() - GAP;
        return rows + (left == null ? 0 : left.prefHeight(inner) + GAP);
    }

    @Override
    protected void layoutChildren() {
        double width = getWidth();
        double y = 0;
        if (left != null) {
            if (fits(width)) {
                double height = left.prefHeight(-1);
                left.resizeRelocate(0, snapPositionY((getHeight() - height) / 2), left.prefWidth(-1), height);
            } else {
                double height = left.prefHeight(width);
                left.resizeRelocate(0, 0, Math.min(width, left.prefWidth(-1)), height);
                y = height + GAP;
            }
        }
        if (rightFits(width)) {
            double x = width - rightWidth();
            for (Button each : right) {
                double own = each.prefWidth(-1);
                each.resizeRelocate(snapPositionX(x), getHeight() - each.prefHeight(-1), own, each.prefHeight(-1));
                x += own + GAP;
            }
            return;
        }
        // in the order of Tab
        for (Button each : right) {
            double height = each.prefHeight(-1);
            each.resizeRelocate(0, y, width, height);
            y += height + GAP;
        }
    }
}
