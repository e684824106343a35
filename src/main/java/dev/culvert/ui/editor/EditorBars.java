package dev.culvert.ui.editor;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.editor.Leaving.Refusal;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The bars above the page: why saving failed, and that the fields wait for the text to be JSON again. */
final class EditorBars extends VBox {
    private final EditorViewModel editor;
    private final Messages words;

    EditorBars(EditorViewModel editor, Messages words) {
        this.editor = editor;
        this.words = words;
        getStyleClass().add("editor-bars");
        editor.leaving().refusal().addListener((property, was, is) -> show());
        editor.readable().addListener((property, was, is) -> show());
        editor.tab().addListener((property, was, is) -> show());
        show();
    }

    private void show() {
        getChildren().clear();
        Refusal refusal = editor.leaving().refusal().get();
        if (refusal != null) {
            getChildren().add(refused(refusal));
        } else if (!editor.readable().get() && editor.tab().get() != Tab.JSON) {
            Button open = Nodes.button(
                    words.text("window.editor.unreadable.open"),
                    null,
                    () -> editor.tab().set(Tab.JSON),
                    "compact");
            getChildren()
                    .add(bar("warning", words.text("window.editor.unreadable"), Feather.ALERT_TRIANGLE, "warn", open));
        }
        Nodes.shown(this, !getChildren().isEmpty());
    }

    private HBox refused(Refusal refusal) {
        SaveException.Reason reason = refusal.reason();
        String text = reason == null
                ? words.text("window.editor.refused", "detail", refusal.detail())
                : words.text("window.editor.refused." + reason);
        Button close = Nodes.iconButton(
                words.text("window.close"), Feather.X, editor.leaving()::dismissRefusal, "flat", "compact");
        HBox bar = bar("danger", text, Feather.ALERT_CIRCLE, "bad", null);
        if (reason == SaveException.Reason.CHANGED_ELSEWHERE) {
            bar.getChildren()
                    .add(Nodes.button(
                            words.text("window.editor.refused.anyway"), null, editor.leaving()::saveAnyway, "compact"));
        }
        bar.getChildren().add(close);
        return bar;
    }

    private static HBox bar(String kind, String text, Feather icon, String colour, @Nullable Button action) {
        Label label = Nodes.paragraph(text);
        HBox.setHgrow(label, Priority.ALWAYS);
        label.setMaxWidth(Double.MAX_VALUE);
        label.setMinWidth(0);
        HBox bar = new HBox(Icons.of(icon, colour), label);
        bar.getStyleClass().addAll("message", kind);
        if (action != null) {
            bar.getChildren().add(action);
        }
        return bar;
    }
}
