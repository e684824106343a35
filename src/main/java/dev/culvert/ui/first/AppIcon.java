package dev.culvert.ui.first;

import javafx.scene.Group;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.scene.paint.CycleMethod;
import javafx.scene.paint.LinearGradient;
import javafx.scene.paint.Paint;
import javafx.scene.paint.Stop;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.SVGPath;
import javafx.scene.shape.Shape;
import javafx.scene.transform.Scale;

/** The program's icon (icons/icon.svg): a road, an arch, three packets. Its colours are the same in every theme. */
public final class AppIcon extends StackPane {
    private static final double DRAWN = 256;
    private static final Color PACKET = Color.web("#8FE6EC");

    /** @param size of one side */
    public AppIcon(double size) {
        LinearGradient ground = new LinearGradient(
                0,
                0,
                0,
                1,
                true,
                CycleMethod.NO_CYCLE,
                new Stop(0, Color.web("#14808C")),
                new Stop(1, Color.web("#0A5660")));
        SVGPath arch = new SVGPath();
        arch.setContent("M32.3 168A96 96 0 0 1 223.7 168Q224 176 216 176H200Q192 176 191.5 168A64 64 0 0 0 64.5 168"
                + "Q64 176 56 176H40Q32 176 32.3 168Z");
        arch.setFill(Color.WHITE);
        Group drawing = new Group(
                square(0, 0, DRAWN, DRAWN, 56, ground, 1),
                square(32, 32, 192, 32, 8, Color.WHITE, 1),
                arch,
                square(32, 192, 32, 32, 8, PACKET, .6),
                square(112, 192, 32, 32, 8, PACKET, .8),
                square(192, 192, 32, 32, 8, PACKET, 1));
        drawing.getTransforms().add(new Scale(size / DRAWN, size / DRAWN));
        setMinSize(size, size);
        setMaxSize(size, size);
        setMouseTransparent(true);
        getChildren().add(new Group(drawing));
    }

    private static Shape square(
            double x, double y, double width, double height, double radius, Paint fill, double opacity) {
        Rectangle shape = new Rectangle(x, y, width, height);
        shape.setArcWidth(2 * radius);
        shape.setArcHeight(2 * radius);
        shape.setFill(fill);
        shape.setOpacity(opacity);
        return shape;
    }
}
