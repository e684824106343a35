package dev.culvert.ui.prompts;

import dev.culvert.control.Prompts;
import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.prompts.SecretViewModel.Field;
import dev.culvert.ui.prompts.SecretViewModel.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** Shows a {@link SecretViewModel}. */
final class SecretDialog {
    private SecretDialog() {}

    /** @param answer is given the answers, or null for no */
    static DialogCard of(SecretViewModel model, Messages words, Consumer<Prompts.@Nullable Answer> answer) {
        Runnable send = () -> {
            if (model.answerable().get()) {
                answer.accept(new Prompts.Answer(model.answers(), model.keep().get()));
            }
        };
        Button confirm = Nodes.button(model.confirm(), null, send, "accent");
        confirm.disableProperty().bind(model.answerable().not());
        Button cancel = Nodes.button(words.text("window.cancel"), null, () -> answer.accept(null));
        DialogCard card = new DialogCard(DialogCard.PROMPT, model.title(), icon(model.kind()), "")
                .lead(Sentence.of(model.lead(), model.strong()))
                .buttons(Nodes.paragraph(model.promise(), "small", "muted"), cancel, confirm)
                .onCancel(() -> answer.accept(null))
                .onClosed(model::forget);
        if (!model.quoted().isEmpty()) {
            card.add(quoted(model.quoted(), words));
        }
        List<TextField> inputs = new ArrayList<>();
        boolean large = model.kind() == Kind.CODE;
        for (Field field : model.fields()) {
            SecretField input = new SecretField(field, large, words);
            inputs.addAll(input.inputs());
            card.add(model.labelled() ? labelled(field, input) : input);
        }
        for (TextField input : inputs) {
            input.setOnAction(event -> send.run());
        }
        if (model.isKeepable()) {
            CheckBox keep = new CheckBox(words.text("window.prompts.keep"));
            keep.selectedProperty().bindBidirectional(model.keep());
            card.add(keep);
        }
        if (!model.refused().isEmpty()) {
            card.add(refused(model.refused(), inputs));
        }
        return card.focusOn(inputs.getFirst());
    }

    private static Feather icon(Kind kind) {
        return switch (kind) {
            case PASSWORD -> Feather.USER;
            case PASSPHRASE -> Feather.KEY;
            case CODE -> Feather.SHIELD;
            case OTHER -> Feather.MESSAGE_SQUARE;
        };
    }

    private static Node labelled(Field field, SecretField input) {
        Label label = Nodes.paragraph(field.label(), "small", "muted");
        label.setLabelFor(input.inputs().getFirst());
        return new VBox(4, label, input);
    }

    private static Node quoted(List<String> lines, Messages words) {
        VBox box = new VBox(4, Nodes.label(words.text("window.prompts.wrote"), "small", "muted"));
        lines.forEach(line -> box.getChildren().add(Nodes.paragraph(line, "mono")));
        box.getStyleClass().addAll("code", "quoted");
        return box;
    }

    private static Node refused(String text, List<TextField> inputs) {
        inputs.forEach(input -> input.setAccessibleHelp(text));
        HBox line = new HBox(4, Icons.of(Feather.ALERT_TRIANGLE, "warn"), Nodes.paragraph(text, "small", "warn"));
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }
}
