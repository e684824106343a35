package dev.culvert.ui.prompts;

import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/** A muted sentence in which one name stands out. */
final class Sentence {
    private Sentence() {}

    /** @param strong part of {@code text}, or not */
    static TextFlow of(String text, String strong) {
        TextFlow flow = new TextFlow();
        flow.setLineSpacing(2);
        flow.setAccessibleText(text);
        int at = strong.isEmpty() ? -1 : text.indexOf(strong);
        if (at < 0) {
            flow.getChildren().add(part(text, "muted"));
        } else {
            flow.getChildren()
                    .addAll(
                            part(text.substring(0, at), "muted"),
                            part(strong, "strong"),
                            part(text.substring(at + strong.length()), "muted"));
        }
        return flow;
    }

    private static Text part(String text, String styleClass) {
        Text part = new Text(text);
        part.getStyleClass().addAll("text", styleClass);
        return part;
    }
}
