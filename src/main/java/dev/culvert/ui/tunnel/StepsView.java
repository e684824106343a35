package dev.culvert.ui.tunnel;

import dev.culvert.control.words.Messages;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.profile.Profile;
import dev.culvert.ui.kit.Amounts;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.kit.StateIcon;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.Step;
import dev.culvert.ui.model.Steps;
import dev.culvert.ui.model.TunnelModel;
import java.util.EnumMap;
import java.util.Map;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Connecting, step by step: what happened, how long it took, and where the wait went. */
final class StepsView extends VBox {
    private static final PseudoClass RUNNING = PseudoClass.getPseudoClass("running");
    private static final PseudoClass WAITING = PseudoClass.getPseudoClass("waiting");
    private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");

    private final TunnelModel tunnel;
    private final StateWords words;
    private final Map<Step, Row> rows = new EnumMap<>(Step.class);
    private boolean narrow;

    StepsView(TunnelModel tunnel, StateWords words) {
        this.tunnel = tunnel;
        this.words = words;
        getStyleClass().addAll("card", "steps");
        for (Step step : Step.values()) {
            Row row = new Row(words.step(step));
            rows.put(step, row);
            if (!getChildren().isEmpty()) {
                getChildren().add(Nodes.rule());
            }
            getChildren().add(row);
        }
    }

    void narrow(boolean now) {
        narrow = now;
        rows.values().forEach(row -> row.narrow(now));
    }

    void show() {
        Steps steps = tunnel.steps();
        double total = Math.max(1, steps.total().toNanos());
        rows.forEach((step, row) -> {
            Steps.Standing standing = steps.standing(step);
            row.show(
                    standing,
                    sentence(step, standing),
                    steps.start(step).toNanos() / total,
                    steps.length(step).toNanos() / total,
                    standing == Steps.Standing.WAITING || standing == Steps.Standing.SKIPPED
                            ? ""
                            : Amounts.seconds(steps.length(step)));
        });
        if (narrow) {
            rows.values().forEach(row -> row.narrow(true));
        }
    }

    /** What happened, or what is to come. */
    private String sentence(Step step, Steps.Standing standing) {
        Messages texts = words.words();
        TunnelStatus status = tunnel.status();
        Profile profile = tunnel.profile();
        TunnelStatus.Server server = status == null ? null : status.server();
        boolean done = standing == Steps.Standing.DONE;
        String user = profile == null ? null : profile.server().user();
        String key = "window.steps." + step.name() + (done ? ".done" : "");
        return texts.text(
                key,
                "server",
                profile == null ? "" : PathStop.server(profile),
                "software",
                server == null ? "" : server.banner().replaceFirst("^SSH-[0-9.]+-", ""),
                "user",
                user == null ? "" : user,
                "interface",
                status == null || status.interfaceName() == null ? "" : status.interfaceName(),
                "remote",
                status == null || status.remoteInterface() == null ? "" : status.remoteInterface(),
                "peer",
                status == null || status.remoteAddresses().isEmpty()
                        ? ""
                        : status.remoteAddresses().getFirst(),
                "rtt",
                status == null || status.rttMillis() == null ? "" : Amounts.millis(status.rttMillis()),
                "routes",
                profile == null ? "" : PathStop.routeList(profile));
    }

    private static final class Row extends HBox {
        private final StateIcon icon = new StateIcon(StateIcon.Kind.OFF);
        private final Label name;
        private final Label sentence = Nodes.label("", "muted", "small");
        private final Tooltip whole = new Tooltip();
        private final Region bar = new Region();
        private final Pane track = new Pane(bar);
        private final Label time = Nodes.label("", "step-time");
        private StateIcon.Kind kind = StateIcon.Kind.OFF;
        private double from;
        private double share;

        Row(String title) {
            name = Nodes.label(title, "step-name");
            getStyleClass().add("step-row");
            setAlignment(Pos.CENTER_LEFT);
            setSpacing(16);
            name.setMinWidth(136);
            name.setPrefWidth(152);
            sentence.setMinWidth(0);
            sentence.setTooltip(whole);
            sentence.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(sentence, Priority.ALWAYS);
            bar.getStyleClass().add("step-bar");
            bar.setManaged(false);
            track.setMinWidth(150);
            track.setPrefWidth(150);
            track.setMinHeight(8);
            track.setMaxHeight(8);
            time.setMinWidth(56);
            time.setAlignment(Pos.CENTER_RIGHT);
            getChildren().addAll(icon, name, sentence, track, time);
            setMinWidth(0);
        }

        void narrow(boolean now) {
            Nodes.shown(track, !now);
            Nodes.shown(sentence, !now);
            HBox.setHgrow(name, now ? Priority.ALWAYS : Priority.NEVER);
            name.setMaxWidth(now ? Double.MAX_VALUE : Region.USE_PREF_SIZE);
        }

        void show(Steps.Standing standing, String text, double start, double length, String took) {
            StateIcon.Kind wanted = switch (standing) {
                case WAITING, SKIPPED -> StateIcon.Kind.OFF;
                case RUNNING -> StateIcon.Kind.BUSY;
                case DONE -> StateIcon.Kind.ON;
                case FAILED -> StateIcon.Kind.FAILED;
            };
            if (wanted != kind) {
                kind = wanted;
                icon.show(wanted);
            }
            sentence.setText(text);
            whole.setText(text);
            time.setText(took);
            pseudoClassStateChanged(RUNNING, standing == Steps.Standing.RUNNING);
            pseudoClassStateChanged(WAITING, standing == Steps.Standing.WAITING || standing == Steps.Standing.SKIPPED);
            pseudoClassStateChanged(FAILED, standing == Steps.Standing.FAILED);
            bar.setVisible(!took.isEmpty());
            from = start;
            share = length;
            requestLayout();
        }

        @Override
        protected void layoutChildren() {
            super.layoutChildren();
            double width = track.getWidth();
            bar.resizeRelocate(Math.min(width - 4, from * width), 0, Math.max(4, share * width), 8);
        }
    }
}
