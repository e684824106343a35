package dev.culvert.ui.editor;

import dev.culvert.ui.kit.Nodes;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The SSH server, the way to it, and the login. */
final class ServerPage extends VBox {
    private static final List<String> METHODS = List.of("agent", "key", "keyboard-interactive", "password");

    ServerPage(FieldControls fields, ObservableBooleanValue narrow) {
        EditorViewModel editor = fields.editor();
        getStyleClass().add("cards");

        var host = fields.text(Field.HOST, "host", fields.word("host.prompt"), 320);
        var port = fields.text(Field.PORT, "port", "22", 80);
        port.setMinWidth(64);
        HBox.setHgrow(host, Priority.SOMETIMES);
        var portLabel = Nodes.label(fields.word("port"), "muted");
        portLabel.setMinWidth(USE_PREF_SIZE);
        portLabel.setLabelFor(port);
        HBox address = new HBox(8, host, portLabel, port);
        address.setAlignment(Pos.CENTER_LEFT);
        var user = fields.text(Field.USER, "user", fields.word("user.prompt"), 320);
        var useConfig = fields.toggle(Field.USE_SSH_CONFIG, "sshConfig.on");
        VBox server = GeneralPage.card(
                new FormRow(fields.word("host"), narrow, address, fields.notes(Field.HOST, Field.PORT)).labels(host),
                new FormRow(fields.word("user"), narrow, user, fields.notes(Field.USER)).labels(user),
                new FormRow(
                        fields.word("sshConfig"),
                        narrow,
                        fields.switchRow(
                                fields.word("sshConfig.on"), fields.help(fields.word("sshConfig.help")), useConfig),
                        fields.notes(Field.USE_SSH_CONFIG)));
        if (editor.carriesOut(Field.JUMP) || editor.isSet(Field.JUMP)) {
            var jump = fields.chips(Field.JUMP, "jump", "user@host:22");
            server.getChildren()
                    .add(new FormRow(fields.word("jump"), narrow, jump, fields.notes(Field.JUMP)).labels(jump.input()));
        }
        if (editor.carriesOut(Field.SERVER_PROXY) || editor.isSet(Field.SERVER_PROXY)) {
            var proxy = fields.text(Field.SERVER_PROXY, "proxy", "socks5://127.0.0.1:1080", 320);
            server.getChildren()
                    .add(new FormRow(fields.word("proxy"), narrow, proxy, fields.notes(Field.SERVER_PROXY))
                            .labels(proxy));
        }

        var keys = fields.chips(Field.KEYS, "keys", fields.word("keys.prompt"));
        var knownHosts = fields.chips(Field.KNOWN_HOSTS, "knownHosts", fields.word("knownHosts.prompt"));
        VBox login = GeneralPage.card(
                methodsRow(fields, narrow),
                new FormRow(fields.word("keys"), narrow, keys, fields.notes(Field.KEYS)).labels(keys.input()),
                new FormRow(fields.word("knownHosts"), narrow, knownHosts, fields.notes(Field.KNOWN_HOSTS))
                        .labels(knownHosts.input()));
        getChildren().addAll(server, login);
    }

    /** All ticked is what no list at all means. */
    private static FormRow methodsRow(FieldControls fields, ObservableBooleanValue narrow) {
        EditorViewModel editor = fields.editor();
        FlowPane boxes = new FlowPane(24, 8);
        boxes.getStyleClass().add("ticks");
        List<CheckBox> ticks = new ArrayList<>();
        Runnable show = () -> {
            List<String> value = editor.list(Field.METHODS).get();
            for (int i = 0; i < ticks.size(); i++) {
                ticks.get(i).setSelected(value.isEmpty() || value.contains(METHODS.get(i)));
            }
        };
        for (String method : METHODS) {
            CheckBox tick = new CheckBox(fields.word("methods." + method));
            tick.setOnAction(event -> {
                editor.list(Field.METHODS).set(changed(editor, method, tick.isSelected()));
                editor.leave(Field.METHODS);
                show.run();
            });
            ticks.add(tick);
        }
        show.run();
        editor.list(Field.METHODS).addListener((property, was, is) -> show.run());
        boxes.getChildren().addAll(ticks);
        fields.register(Field.METHODS, ticks.getFirst());
        return new FormRow(fields.word("methods"), narrow, boxes, fields.notes(Field.METHODS));
    }

    /** Keeps the order of those that are there; the last one stays, for none would mean all. */
    private static List<String> changed(EditorViewModel editor, String method, boolean wanted) {
        List<String> before = editor.list(Field.METHODS).get();
        List<String> now = new ArrayList<>(before.isEmpty() ? METHODS : before);
        if (!wanted) {
            now.removeIf(method::equals);
        } else if (!now.contains(method)) {
            now.add(method);
        }
        boolean all = now.equals(METHODS) && !editor.isSet(Field.METHODS);
        return now.isEmpty() ? before : all ? List.of() : List.copyOf(now);
    }
}
