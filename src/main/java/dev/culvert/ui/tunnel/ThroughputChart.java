package dev.culvert.ui.tunnel;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Amounts;
import dev.culvert.ui.model.History;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import javafx.scene.AccessibleRole;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Polyline;
import javafx.scene.text.Text;

/** Rates over the last minute, ten minutes or hour: download as an area, upload as a line. Redrawn with each second's figures. */
final class ThroughputChart extends Region {
    private static final double AXIS = 80;
    private static final double BELOW = 24;
    private static final int POINTS = 60;

    /** How far back it shows. */
    enum Span {
        MINUTE(60),
        TEN_MINUTES(600),
        HOUR(3600);

        final int seconds;

        Span(int seconds) {
            this.seconds = seconds;
        }
    }

    private final Messages words;
    private final Polygon area = new Polygon();
    private final Polyline downLine = new Polyline();
    private final Polyline upLine = new Polyline();
    private final Circle downDot = new Circle(3);
    private final Circle upDot = new Circle(3);
    private final List<Line> grid = new ArrayList<>();
    private final List<Text> scale = new ArrayList<>();
    private final List<Text> ages = new ArrayList<>();
    private final Text empty = new Text();
    private History history = new History();
    private Span span = Span.MINUTE;

    ThroughputChart(Messages words) {
        this.words = words;
        getStyleClass().add("throughput");
        setMinSize(0, 100);
        setPrefHeight(128);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        area.getStyleClass().add("down-area");
        downLine.getStyleClass().add("down-line");
        upLine.getStyleClass().add("up-line");
        downDot.getStyleClass().add("down-dot");
        upDot.getStyleClass().add("up-dot");
        for (int i = 0; i < 3; i++) {
            Line line = new Line();
            line.getStyleClass().add("grid-line");
            grid.add(line);
            scale.add(text());
            ages.add(text());
        }
        empty.getStyleClass().add("axis-text");
        empty.setText(words.text("window.chart.empty"));
        getChildren().addAll(grid);
        getChildren().addAll(area, upLine, downLine, upDot, downDot);
        getChildren().addAll(scale);
        getChildren().addAll(ages);
        getChildren().add(empty);
        getChildren().forEach(each -> each.setManaged(false));
    }

    private static Text text() {
        Text text = new Text();
        text.getStyleClass().add("axis-text");
        return text;
    }

    void show(History now, Span back) {
        history = now;
        span = back;
        requestLayout();
    }

    /** The next of 1, 2, 5, 10… units that is at least {@code most}; never under 1 kB/s. */
    static double top(double most) {
        double decade = 1000;
        while (true) {
            for (double step : new double[] {1, 2, 5}) {
                if (step * decade >= most) {
                    return step * decade;
                }
            }
            decade *= 10;
        }
    }

    @Override
    protected void layoutChildren() {
        double width = Math.max(0, getWidth() - AXIS);
        double height = Math.max(0, getHeight() - BELOW);
        double[] down = points(history::down);
        double[] up = points(history::up);
        double top = top(Math.max(most(down), most(up)));
        for (int i = 0; i < 3; i++) {
            double y = snap(8 + (height - 8) * i / 2);
            Line line = grid.get(i);
            line.setStartX(0);
            line.setEndX(width);
            line.setStartY(y);
            line.setEndY(y);
            Text label = scale.get(i);
            label.setText(i == 2 ? "0" : Amounts.rate(top * (2 - i) / 2).toString());
            label.relocate(width + 8, y - label.getLayoutBounds().getHeight() / 2);
        }
        draw(downLine, downDot, down, width, height, top);
        draw(upLine, upDot, up, width, height, top);
        area.getPoints().setAll(downLine.getPoints());
        if (!downLine.getPoints().isEmpty()) {
            List<Double> line = downLine.getPoints();
            area.getPoints().addAll(line.get(line.size() - 2), height, line.getFirst(), height);
        }
        ages(width, height);
        boolean nothing = downLine.getPoints().isEmpty();
        empty.setVisible(nothing);
        // between two lines of the grid
        empty.relocate(
                (width - empty.getLayoutBounds().getWidth()) / 2,
                8 + (height - 8) / 4 - empty.getLayoutBounds().getHeight() / 2);
        setAccessibleText(words.text(
                "window.chart.name",
                "down",
                Amounts.rate(history.down(0)).toString(),
                "up",
                Amounts.rate(history.up(0)).toString()));
    }

    private void ages(double width, double height) {
        String[] texts = {
            words.text("window.chart.ago." + span.name()),
            words.text("window.chart.half." + span.name()),
            words.text("window.chart.now")
        };
        for (int i = 0; i < 3; i++) {
            Text text = ages.get(i);
            text.setText(texts[i]);
            double x = width * i / 2 - (i == 0 ? 0 : text.getLayoutBounds().getWidth() / (i == 1 ? 2 : 1));
            text.relocate(x, height + 8);
        }
    }

    /** Newest last; each the mean of its part of the span, NaN where nothing was measured. */
    private double[] points(IntToDoubleFunction at) {
        double[] points = new double[POINTS + 1];
        int each = span.seconds / POINTS;
        for (int i = 0; i <= POINTS; i++) {
            double sum = 0;
            int count = 0;
            for (int j = 0; j < each; j++) {
                double value = at.applyAsDouble((POINTS - i) * each + j);
                if (!Double.isNaN(value)) {
                    sum += value;
                    count++;
                }
            }
            points[i] = count == 0 ? Double.NaN : sum / count;
        }
        return points;
    }

    private static double most(double[] values) {
        double most = 0;
        for (double value : values) {
            if (value > most) {
                most = value;
            }
        }
        return most;
    }

    private static void draw(Polyline line, Circle dot, double[] values, double width, double height, double top) {
        List<Double> points = new ArrayList<>(2 * values.length);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                points.add(width * i / POINTS);
                points.add(height - (height - 8) * values[i] / top);
            }
        }
        line.getPoints().setAll(points);
        dot.setVisible(!points.isEmpty());
        if (!points.isEmpty()) {
            dot.setCenterX(points.get(points.size() - 2));
            dot.setCenterY(points.getLast());
        }
    }

    private static double snap(double y) {
        return Math.floor(y) + 0.5;
    }
}
