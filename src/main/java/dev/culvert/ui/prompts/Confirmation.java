package dev.culvert.ui.prompts;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.CodeBlock;
import dev.culvert.ui.kit.Nodes;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Button;
import org.kordamp.ikonli.feather.Feather;

/**
 * A question of the window's own: what it is about, lines that are shown as they stand, and what can be done. Cancel is always
 * there; Esc is that.
 *
 * @param text what follows from it
 * @param code commands, file names; empty for none
 * @param choices in order; the last is the one that the dialog is about
 */
public record Confirmation(String title, String text, Feather icon, List<String> code, List<Choice> choices) {
    public Confirmation {
        code = List.copyOf(code);
        choices = List.copyOf(choices);
    }

    /** How a choice looks. */
    public enum Weight {
        PLAIN,
        /** What is usually meant; has the focus. */
        MAIN,
        /** What cannot be undone; never has the focus. */
        DANGER
    }

    /** @param run on the JavaFX thread, once the dialog is gone */
    public record Choice(String text, Weight weight, Runnable run) {}

    /** Shows it in {@code layer}. JavaFX thread. */
    public void show(DialogLayer layer, Messages words) {
        show(layer, words, () -> {});
    }

    /** @param cancelled run when nothing is to be done */
    public void show(DialogLayer layer, Messages words, Runnable cancelled) {
        boolean danger = choices.stream().anyMatch(choice -> choice.weight() == Weight.DANGER);
        DialogCard card = new DialogCard(DialogCard.PROMPT, title, icon, danger ? "failed" : "");
        Runnable cancel = () -> {
            layer.close(card);
            cancelled.run();
        };
        card.lead(Nodes.paragraph(text, "muted")).onCancel(cancel);
        if (!code.isEmpty()) {
            card.add(new CodeBlock(String.join("\n", code), words));
        }
        Button no = Nodes.button(words.text("window.cancel"), null, cancel);
        card.focusOn(no);
        List<Button> buttons = new ArrayList<>(List.of(no));
        for (Choice choice : choices) {
            Button button = Nodes.button(choice.text(), null, () -> {
                layer.close(card);
                choice.run().run();
            });
            switch (choice.weight()) {
                case PLAIN -> {}
                case MAIN -> {
                    button.getStyleClass().add("accent");
                    card.focusOn(button);
                }
                case DANGER -> button.getStyleClass().add("danger");
            }
            buttons.add(button);
        }
        layer.show(card.buttons(null, buttons.toArray(Button[]::new)));
    }
}
