package dev.culvert.ui.tunnel;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.tunnel.PathStop.Standing;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.geometry.HPos;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The way from this computer through SSH to the routes: stops joined by a pipe; upright in a narrow window. */
final class PathView extends StackPane {
    private final Messages words;
    private boolean narrow;
    private List<PathStop> shown = List.of();

    PathView(Messages words) {
        this.words = words;
        getStyleClass().add("path");
        setAlignment(Pos.TOP_LEFT);
        setAccessibleRole(AccessibleRole.TEXT);
        setMinWidth(0);
    }

    void show(List<PathStop> stops, boolean upright) {
        if (stops.equals(shown) && upright == narrow) {
            return;
        }
        shown = stops;
        narrow = upright;
        getChildren().setAll(upright ? upright(stops) : across(stops));
        setAccessibleText(words.text(
                "window.path.name",
                "stops",
                stops.stream().map(each -> each.title() + " " + each.value()).collect(Collectors.joining(", "))));
    }

    private static GridPane across(List<PathStop> stops) {
        GridPane grid = new GridPane();
        grid.setMinWidth(0);
        for (PathStop stop : stops) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(100.0 / stops.size());
            grid.getColumnConstraints().add(column);
            HBox line = new HBox(8, tile(stop));
            line.setAlignment(Pos.CENTER_LEFT);
            line.setMinWidth(0);
            if (stop.place() != PathStop.Place.ROUTES) {
                Region join = stop.place() == PathStop.Place.SERVER ? wire(stop.onward()) : pipe(stop.onward());
                HBox.setHgrow(join, Priority.ALWAYS);
                line.getChildren().add(join);
                line.setPadding(new javafx.geometry.Insets(0, 8, 0, 0));
            }
            Label value = ellipsised(stop.value(), "path-value");
            Label note = ellipsised(stop.note(), "muted", "small");
            VBox words = new VBox(Nodes.label(stop.title(), "muted", "small"), value, note);
            words.setMinWidth(0);
            words.setPadding(new javafx.geometry.Insets(0, 8, 0, 0));
            VBox whole = new VBox(8, line, words);
            whole.setMinWidth(0);
            grid.add(whole, grid.getColumnConstraints().size() - 1, 0);
        }
        return grid;
    }

    private static GridPane upright(List<PathStop> stops) {
        GridPane grid = new GridPane();
        grid.setHgap(16);
        grid.setMinWidth(0);
        ColumnConstraints last = new ColumnConstraints();
        last.setHgrow(Priority.ALWAYS);
        last.setMinWidth(0);
        grid.getColumnConstraints().addAll(new ColumnConstraints(), new ColumnConstraints(), last);
        int row = 0;
        for (PathStop stop : stops) {
            StackPane tile = tile(stop);
            tile.getStyleClass().add("small");
            grid.add(tile, 0, row);
            Label title = Nodes.label(stop.title(), "muted", "small");
            title.setMinWidth(USE_PREF_SIZE);
            grid.add(title, 1, row);
            String value = stop.note().isEmpty() ? stop.value() : stop.value() + " · " + stop.note();
            grid.add(ellipsised(value, "path-value"), 2, row);
            row++;
            if (stop.place() != PathStop.Place.ROUTES) {
                StackPane join = new StackPane(packet());
                join.getStyleClass().addAll("pipe", "upright", style(stop.onward()));
                GridPane.setHalignment(join, HPos.CENTER);
                grid.add(join, 0, row++);
            }
        }
        return grid;
    }

    private static Label ellipsised(String text, String... classes) {
        Label label = Nodes.label(text, classes);
        label.setMinWidth(0);
        if (!text.isEmpty()) {
            label.setTooltip(new Tooltip(text));
        }
        return label;
    }

    private static String style(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }

    private static StackPane tile(PathStop stop) {
        Feather icon = switch (stop.place()) {
            case COMPUTER -> Feather.MONITOR;
            case VIA_PROXY -> Feather.SHUFFLE;
            case VIA_COMMAND -> Feather.TERMINAL;
            case VIA_HOST -> Feather.LINK;
            case SSH -> Feather.LOCK;
            case SERVER -> Feather.SERVER;
            case ROUTES -> Feather.SHARE_2;
        };
        StackPane tile = new StackPane(Icons.of(icon));
        tile.getStyleClass().addAll("tile", style(stop.standing()));
        return tile;
    }

    /** Packets drawn on a pipe; a break is a red mark in it. */
    private static Region pipe(Standing standing) {
        HBox pipe = new HBox();
        pipe.getStyleClass().addAll("pipe", style(standing));
        pipe.setMinWidth(0);
        if (standing == Standing.FAILED) {
            Region mark = new Region();
            mark.getStyleClass().add("exclamation");
            StackPane disc = new StackPane(mark);
            disc.getStyleClass().add("break");
            pipe.getChildren().add(disc);
        } else if (standing != Standing.IDLE) {
            for (int i = 0; i < 4; i++) {
                Region cell = new StackPane(packet());
                cell.setMinWidth(0);
                HBox.setHgrow(cell, Priority.ALWAYS);
                pipe.getChildren().add(cell);
            }
        }
        return pipe;
    }

    private static Region packet() {
        Region packet = new Region();
        packet.getStyleClass().add("packet");
        return packet;
    }

    private static Region wire(Standing standing) {
        Region wire = new Region();
        wire.getStyleClass().addAll("wire", style(standing));
        return wire;
    }
}
