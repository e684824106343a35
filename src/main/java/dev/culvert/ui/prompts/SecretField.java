package dev.culvert.ui.prompts;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.prompts.SecretViewModel.Field;
import java.util.List;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;

/** One answer: as it is typed, or as dots with an eye that shows it. */
final class SecretField extends StackPane {
    private final List<TextField> inputs;

    SecretField(Field field, boolean large, Messages words) {
        getStyleClass().add("secret-field");
        setAlignment(Pos.CENTER_RIGHT);
        TextField open = input(new TextField(), field, large);
        if (field.echo()) {
            inputs = List.of(open);
            getChildren().add(open);
            return;
        }
        TextField hidden = input(new PasswordField(), field, large);
        inputs = List.of(hidden, open);
        Nodes.shown(open, false);
        hidden.getStyleClass().add("with-eye");
        open.getStyleClass().add("with-eye");
        getChildren().addAll(hidden, open, eye(hidden, open, words));
    }

    private static TextField input(TextField input, Field field, boolean large) {
        input.textProperty().bindBidirectional(field.text());
        input.setAccessibleText(field.name());
        input.getStyleClass().add(large ? "huge" : "high");
        return input;
    }

    private static Button eye(TextField hidden, TextField open, Messages words) {
        Button eye = Nodes.iconButton(words.text("window.prompts.show"), Feather.EYE, () -> {}, "flat", "compact");
        eye.setAccessibleRole(AccessibleRole.TOGGLE_BUTTON);
        eye.setOnAction(event -> {
            boolean show = hidden.isVisible();
            TextField from = show ? hidden : open;
            TextField to = show ? open : hidden;
            int caret = from.getCaretPosition();
            Nodes.shown(from, false);
            Nodes.shown(to, true);
            to.requestFocus();
            to.positionCaret(caret);
            String name = words.text(show ? "window.prompts.hide" : "window.prompts.show");
            eye.setGraphic(Icons.of(show ? Feather.EYE_OFF : Feather.EYE));
            eye.setAccessibleText(name);
            eye.setTooltip(new Tooltip(name));
        });
        StackPane.setMargin(eye, new Insets(0, 8, 0, 0));
        return eye;
    }

    /** The field that has the focus first, and the one that stands in its place. */
    List<TextField> inputs() {
        return inputs;
    }
}
