package dev.culvert.ui.editor;

import dev.culvert.ui.kit.Nodes;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Devices, what the server does beyond its address, keepalive and reconnecting. */
final class AdvancedPage extends VBox {
    private static final double FIELD = 240;

    private final FieldControls fields;
    private final ObservableBooleanValue narrow;

    AdvancedPage(FieldControls fields, ObservableBooleanValue narrow) {
        this.fields = fields;
        this.narrow = narrow;
        getStyleClass().add("cards");
        getChildren().addAll(devices(), server(), connection());
    }

    private VBox devices() {
        return GeneralPage.card(
                row(Field.DEVICE_NAME, "device", ""),
                row(Field.REMOTE_UNIT, "unit", fields.word("unit.help")),
                row(Field.PEER, "peer", fields.word("peer.help")));
    }

    private FormRow row(Field field, String key, String help) {
        TextField made = fields.text(field, key, fields.word(key + ".prompt"), FIELD);
        Label below = fields.help(help);
        below.getStyleClass().add("note");
        Nodes.shown(below, !help.isEmpty());
        return new FormRow(fields.word(key), narrow, made, below, fields.notes(field)).labels(made);
    }

    private VBox server() {
        VBox masquerade = new VBox(
                fields.switchRow(
                        fields.word("masquerade.on"),
                        fields.help(fields.word("masquerade.help")),
                        fields.toggle(Field.MASQUERADE, "masquerade.on")),
                fields.notes(Field.MASQUERADE));
        VBox forward = new VBox(
                fields.switchRow(fields.word("forward.on"), new VBox(), fields.toggle(Field.FORWARD, "forward.on")),
                fields.notes(Field.FORWARD));
        return GeneralPage.card(
                new FormRow(fields.word("forward"), narrow, new VBox(16, forward, masquerade)),
                commands(Field.UP, "up"),
                commands(Field.DOWN, "down"));
    }

    private FormRow commands(Field field, String key) {
        TextArea made = fields.lines(field, key);
        Label help = fields.help("");
        help.getStyleClass().add("note");
        Runnable show = () -> help.setText(fields.word(made.isEditable() ? "commands.help" : "commands.inText"));
        made.editableProperty().addListener((property, was, is) -> show.run());
        show.run();
        return new FormRow(fields.word(key), narrow, made, help, fields.notes(field)).labels(made);
    }

    private VBox connection() {
        TextField interval = fields.text(Field.KEEPALIVE_INTERVAL, "keepalive.interval", "10s", 80);
        TextField missed = fields.text(Field.KEEPALIVE_MISSED, "keepalive.missed", "3", 64);
        VBox card = GeneralPage.card(new FormRow(
                fields.word("keepalive"),
                narrow,
                line(
                        pair(Nodes.label(fields.word("keepalive.interval"), "muted"), interval),
                        pair(
                                Nodes.label(fields.word("keepalive.missed"), "muted"),
                                missed,
                                Nodes.label(fields.word("keepalive.unit"), "muted"))),
                fields.notes(Field.KEEPALIVE_INTERVAL, Field.KEEPALIVE_MISSED)));
        EditorViewModel editor = fields.editor();
        if (editor.carriesOut(Field.RECONNECT) || editor.isSet(Field.RECONNECT)) {
            TextField delay = fields.text(Field.RECONNECT_DELAY, "reconnect.delay", "30s", 80);
            card.getChildren()
                    .add(new FormRow(
                            fields.word("reconnect"),
                            narrow,
                            fields.switchRow(
                                    fields.word("reconnect.on"),
                                    line(
                                            fields.check(Field.RECONNECT_HOLD, "reconnect.hold"),
                                            pair(Nodes.label(fields.word("reconnect.delay"), "muted"), delay)),
                                    fields.toggle(Field.RECONNECT, "reconnect.on")),
                            fields.notes(Field.RECONNECT, Field.RECONNECT_HOLD, Field.RECONNECT_DELAY)));
        }
        return card;
    }

    private static FlowPane line(javafx.scene.Node... parts) {
        FlowPane line = new FlowPane(16, 8, parts);
        line.getStyleClass().add("ticks");
        return line;
    }

    private static HBox pair(javafx.scene.Node... parts) {
        HBox pair = new HBox(8, parts);
        pair.setAlignment(Pos.CENTER_LEFT);
        return pair;
    }
}
