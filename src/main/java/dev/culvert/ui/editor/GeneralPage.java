package dev.culvert.ui.editor;

import dev.culvert.ui.kit.Nodes;
import java.util.List;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** Name, mode, and when the tunnel starts. */
final class GeneralPage extends VBox {
    private static final List<String> MODES = List.of("tun", "tap", "transparent", "proxy");
    private static final List<String> STARTS = List.of("manual", "login", "boot");

    GeneralPage(FieldControls fields, ObservableBooleanValue narrow) {
        EditorViewModel editor = fields.editor();
        getStyleClass().add("cards");
        var name = fields.text(Field.NAME, "name", fields.word("name.prompt"), 320);
        FormRow nameRow = new FormRow(fields.word("name"), narrow, name, fields.notes(Field.NAME)).labels(name);
        VBox card = card(nameRow, modeRow(fields, narrow));
        if (editor.carriesOut(Field.START) || editor.isSet(Field.START)) {
            Segments<String> starts = new Segments<>(
                    STARTS,
                    start -> fields.word("start." + start),
                    start -> editor.text(Field.START)
                            .set(start.equals("manual") && !editor.isSet(Field.START) ? "" : start));
            follow(fields, Field.START, starts, "manual");
            card.getChildren().add(new FormRow(fields.word("start"), narrow, starts, fields.notes(Field.START)));
        }
        getChildren().add(card);
    }

    private static FormRow modeRow(FieldControls fields, ObservableBooleanValue narrow) {
        EditorViewModel editor = fields.editor();
        Segments<String> modes = new Segments<>(MODES, mode -> fields.mode(mode), mode -> {
            editor.text(Field.MODE).set(mode);
            editor.leave(Field.MODE);
        });
        Label help = fields.help("");
        Runnable show = () -> {
            String mode = editor.text(Field.MODE).get();
            help.setText(fields.word("mode." + (mode.equals("tun") || mode.equals("tap") ? mode : "other") + ".help"));
            Nodes.shown(help, MODES.contains(mode));
        };
        editor.text(Field.MODE).addListener((property, was, is) -> show.run());
        show.run();
        follow(fields, Field.MODE, modes, "");
        VBox below = new VBox(help);
        below.getStyleClass().add("note");
        boolean someLater = false;
        for (String mode : MODES) {
            boolean carriedOut = editor.carriesOutMode(mode);
            modes.button(mode).setDisable(!carriedOut);
            someLater |= !carriedOut;
        }
        if (someLater) {
            below.getChildren().add(fields.help(fields.word("mode.later")));
        }
        return new FormRow(fields.word("mode"), narrow, modes, below, fields.notes(Field.MODE));
    }

    private static void follow(FieldControls fields, Field field, Segments<String> segments, String otherwise) {
        var text = fields.editor().text(field);
        Runnable show = () -> segments.show(text.get().isEmpty() ? otherwise : text.get());
        text.addListener((property, was, is) -> show.run());
        show.run();
        fields.register(field, segments);
    }

    static VBox card(FormRow... rows) {
        VBox card = new VBox(rows);
        card.getStyleClass().addAll("card", "form");
        return card;
    }
}
