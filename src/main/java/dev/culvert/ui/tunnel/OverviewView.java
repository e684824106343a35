package dev.culvert.ui.tunnel;

import dev.culvert.control.words.Messages;
import dev.culvert.control.words.Printable;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.profile.Profile;
import dev.culvert.ui.kit.Amounts;
import dev.culvert.ui.kit.CodeBlock;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.TunnelModel;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** Figures, chart and details of a tunnel. */
final class OverviewView extends VBox {
    private final TunnelModel tunnel;
    private final Messages words;
    private final Stat down;
    private final Stat up;
    private final Stat rtt;
    private final Stat packets;
    private final GridPane stats = new GridPane();
    private final ThroughputChart chart;
    private final GridPane details = new GridPane();
    private ThroughputChart.Span span = ThroughputChart.Span.MINUTE;
    private boolean narrow;

    OverviewView(TunnelModel tunnel, StateWords words) {
        this.tunnel = tunnel;
        this.words = words.words();
        chart = new ThroughputChart(this.words);
        down = new Stat(this.words.text("window.stat.down"), Feather.ARROW_DOWN, "down-swatch");
        up = new Stat(this.words.text("window.stat.up"), Feather.ARROW_UP, "up-swatch");
        rtt = new Stat(this.words.text("window.stat.rtt"), Feather.CLOCK, null);
        packets = new Stat(this.words.text("window.stat.packets"), Feather.PACKAGE, null);
        setSpacing(16);
        MenuButton spans = spans();
        StackPane.setAlignment(spans, Pos.BOTTOM_RIGHT);
        VBox figures = new VBox(16, stats, new StackPane(chart, spans));
        figures.getStyleClass().addAll("card", "flat-card");
        details.getStyleClass().addAll("card", "flat-card");
        details.setVgap(8);
        details.setHgap(16);
        getChildren().addAll(figures, details);
        arrange();
    }

    private MenuButton spans() {
        MenuButton button = new MenuButton(words.text("window.chart.span." + span.name()));
        button.getStyleClass().add("compact");
        button.setAccessibleText(words.text("window.chart.span"));
        ToggleGroup group = new ToggleGroup();
        for (ThroughputChart.Span each : ThroughputChart.Span.values()) {
            RadioMenuItem item = new RadioMenuItem(words.text("window.chart.span." + each.name()));
            item.setToggleGroup(group);
            item.setSelected(each == span);
            item.setOnAction(_ -> {
                span = each;
                button.setText(item.getText());
                chart.show(tunnel.history(), span);
            });
            button.getItems().add(item);
        }
        return button;
    }

    void narrow(boolean now) {
        if (now != narrow) {
            narrow = now;
            arrange();
            show();
        }
    }

    private void arrange() {
        stats.getChildren().clear();
        stats.getColumnConstraints().clear();
        List<Stat> all = List.of(down, up, rtt, packets);
        int columns = narrow ? 2 : 4;
        for (int i = 0; i < columns; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(100.0 / columns);
            stats.getColumnConstraints().add(column);
        }
        stats.setVgap(16);
        stats.setHgap(8);
        for (int i = 0; i < all.size(); i++) {
            stats.add(all.get(i), i % columns, i / columns);
        }
    }

    void show() {
        TunnelStatus status = tunnel.status();
        Amounts.Amount downRate = Amounts.rate(tunnel.downRate());
        Amounts.Amount upRate = Amounts.rate(tunnel.upRate());
        down.show(
                downRate,
                traffic(
                        downRate,
                        tunnel.downPeak(),
                        status == null ? Double.NaN : status.rx().bytes()));
        up.show(
                upRate,
                traffic(
                        upRate,
                        tunnel.upPeak(),
                        status == null ? Double.NaN : status.tx().bytes()));
        Double millis = status == null ? null : status.rttMillis();
        rtt.show(
                millis == null
                        ? new Amounts.Amount(Amounts.NONE, "")
                        : new Amounts.Amount(Amounts.millis(millis), "ms"),
                range(status));
        long count = status == null ? 0 : status.rx().packets() + status.tx().packets();
        long dropped = status == null ? 0 : status.rx().dropped() + status.tx().dropped();
        packets.show(
                new Amounts.Amount(status == null ? Amounts.NONE : grouped(count), ""),
                status == null ? "" : words.text("window.stat.dropped", "count", grouped(dropped)));
        chart.show(tunnel.history(), span);
        showDetails(status);
    }

    private String range(@Nullable TunnelStatus status) {
        if (Double.isNaN(tunnel.rttBest())) {
            return "";
        }
        Double loss = status == null ? null : status.lossPercent();
        String worst = Amounts.millis(tunnel.rttWorst());
        return loss == null || loss == 0
                ? words.text("window.stat.range", "best", Amounts.millis(tunnel.rttBest()), "worst", worst)
                : words.text("window.stat.lossy", "loss", Long.toString(Math.round(loss)), "worst", worst);
    }

    private static String grouped(long count) {
        return String.format(java.util.Locale.ROOT, "%,d", count).replace(',', '\u202f');
    }

    /** The peak goes without its unit where that is the figure's above. */
    private String traffic(Amounts.Amount now, double most, double total) {
        if (Double.isNaN(most)) {
            return "";
        }
        Amounts.Amount peak = Amounts.rate(most);
        return words.text(
                "window.stat.traffic",
                "peak",
                peak.unit().equals(now.unit()) ? peak.figure() : peak.toString(),
                "total",
                Amounts.bytes(total).toString());
    }

    private record Detail(String key, String value, boolean mono, boolean copied) {}

    private List<Detail> details(TunnelStatus status) {
        List<Detail> all = new ArrayList<>();
        TunnelStatus.Server server = status.server();
        if (server != null) {
            all.add(new Detail("hostKey", server.hostKey(), true, true));
            all.add(new Detail("cipher", server.cipher(), true, false));
            all.add(new Detail("kex", server.kex(), true, false));
            all.add(new Detail("server", Printable.line(server.banner()), false, false));
        }
        all.add(new Detail("addresses", String.join(", ", status.addresses()), false, true));
        Profile profile = tunnel.profile();
        if (profile != null) {
            String routes = PathStop.routeList(profile);
            all.add(new Detail(
                    "routes", routes.isEmpty() ? words.text("window.path.ownNetwork") : routes, false, false));
        }
        all.add(new Detail("mtu", status.mtu() == 0 ? Amounts.NONE : Integer.toString(status.mtu()), false, false));
        return all;
    }

    private void showDetails(@org.jspecify.annotations.Nullable TunnelStatus status) {
        List<Detail> wanted = status == null ? List.of() : details(status);
        Nodes.shown(details, !wanted.isEmpty());
        List<Object> now = List.of(wanted, narrow);
        if (now.equals(details.getUserData())) {
            return;
        }
        details.setUserData(now);
        details.getChildren().clear();
        details.getColumnConstraints().clear();
        int columns = narrow ? 1 : 2;
        for (int i = 0; i < columns; i++) {
            ColumnConstraints key = new ColumnConstraints();
            key.setMinWidth(88);
            ColumnConstraints value = new ColumnConstraints();
            value.setHgrow(Priority.ALWAYS);
            value.setMinWidth(0);
            value.setPrefWidth(0);
            details.getColumnConstraints().addAll(key, value);
        }
        int rows = (wanted.size() + columns - 1) / columns;
        for (int i = 0; i < wanted.size(); i++) {
            Detail detail = wanted.get(i);
            int column = i / rows * 2;
            details.add(Nodes.label(words.text("window.detail." + detail.key()), "muted", "small"), column, i % rows);
            details.add(value(detail), column + 1, i % rows);
        }
    }

    private Node value(Detail detail) {
        Label label = Nodes.label(detail.value(), detail.mono() ? "mono" : "small");
        label.setMinWidth(0);
        label.setTooltip(new Tooltip(detail.value()));
        if (detail.key().equals("hostKey")) {
            label.setTextOverrun(javafx.scene.control.OverrunStyle.CENTER_ELLIPSIS);
        }
        if (!detail.copied()) {
            return label;
        }
        Node copy = Nodes.iconButton(
                words.text("window.detail.copy." + detail.key()),
                Feather.COPY,
                () -> CodeBlock.copy(detail.value()),
                "flat",
                "compact");
        HBox row = new HBox(4, label, copy);
        row.setAlignment(Pos.CENTER_LEFT);
        row.setMinWidth(0);
        row.setMaxHeight(20);
        return row;
    }

    /** A figure with its name above and a line below. */
    private static final class Stat extends VBox {
        private final Label figure = Nodes.label("", "stat-figure");
        private final Label unit = Nodes.label("", "muted");
        private final Label line = Nodes.label("", "muted", "small");
        private final Tooltip tip = new Tooltip();

        Stat(String title, Feather icon, @org.jspecify.annotations.Nullable String swatch) {
            setSpacing(4);
            setMinWidth(0);
            HBox head = new HBox(4);
            head.setAlignment(Pos.CENTER_LEFT);
            if (swatch != null) {
                Region square = new Region();
                square.getStyleClass().addAll("swatch", swatch);
                head.getChildren().add(square);
            }
            head.getChildren().addAll(Icons.of(icon, "muted", "tiny"), Nodes.label(title, "muted", "small"));
            HBox value = new HBox(4, figure, unit);
            value.setAlignment(Pos.BASELINE_LEFT);
            getChildren().addAll(head, value, line);
            line.setMinWidth(0);
            line.setTooltip(tip);
        }

        void show(Amounts.Amount amount, String below) {
            figure.setText(amount.figure());
            unit.setText(amount.unit());
            line.setText(below);
            tip.setText(below);
        }
    }
}
