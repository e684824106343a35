package dev.culvert.ui.kit;

import dev.culvert.control.words.Messages;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/** Lines to be copied, as they stand, with a button that copies them. */
public final class CodeBlock extends HBox {
    private static final Duration SHOWN = Duration.seconds(2);

    public CodeBlock(String text, Messages words) {
        getStyleClass().add("code");
        setSpacing(8);
        setAlignment(Pos.TOP_LEFT);
        Label code = Nodes.paragraph(text, "mono");
        code.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(code, Priority.ALWAYS);
        getChildren().addAll(code, copyButton(text, words));
    }

    /** Copies {@code text}, and says so for two seconds. */
    public static Button copyButton(String text, Messages words) {
        Button button = Nodes.button(words.text("window.copy"), Feather.COPY, () -> {}, "compact");
        button.getGraphic().getStyleClass().add("tiny");
        PauseTransition pause = new PauseTransition(SHOWN);
        pause.setOnFinished(event -> button.setText(words.text("window.copy")));
        button.setOnAction(event -> {
            copy(text);
            button.setText(words.text("window.copied"));
            pause.playFromStart();
        });
        return button;
    }

    public static void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
