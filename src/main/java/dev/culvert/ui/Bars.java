package dev.culvert.ui;

import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Notices above everything else. What stays is not made anew, so that its button keeps the focus and nobody is told twice. */
final class Bars extends VBox {
    private final Map<Notice, HBox> shown = new LinkedHashMap<>();

    /** How it looks: a style class of messages. */
    enum Tone {
        INFO(Feather.INFO),
        WARNING(Feather.ALERT_TRIANGLE),
        DANGER(Feather.ALERT_TRIANGLE);

        final Feather icon;

        Tone(Feather icon) {
            this.icon = icon;
        }
    }

    /** Two of the same tone and words are the same. */
    record Notice(Tone tone, String text) {}

    Bars() {
        getStyleClass().add("bars");
        Nodes.shown(this, false);
    }

    /** Shows these and no others, each with the button that answers it, if any. */
    void show(Map<Notice, Optional<Button>> wanted) {
        Map.copyOf(shown).forEach((notice, bar) -> {
            if (!wanted.containsKey(notice)) {
                keepFocus(bar);
                shown.remove(notice);
                getChildren().remove(bar);
            }
        });
        Nodes.shown(this, !wanted.isEmpty());
        wanted.forEach((notice, button) -> shown.computeIfAbsent(notice, _ -> come(notice, button)));
    }

    private HBox come(Notice notice, Optional<Button> button) {
        HBox bar = bar(notice, button);
        getChildren().add(bar);
        bar.notifyAccessibleAttributeChanged(AccessibleAttribute.TEXT);
        return bar;
    }

    /** From a bar that goes to what comes behind it, rather than nowhere. */
    private void keepFocus(HBox bar) {
        Node owner = getScene() == null ? null : getScene().getFocusOwner();
        if (owner != null && bar.equals(owner.getParent())) {
            owner.requestFocusTraversal(TraversalDirection.NEXT);
        }
    }

    private static HBox bar(Notice notice, Optional<Button> button) {
        Label label = Nodes.paragraph(notice.text());
        label.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(label, Priority.ALWAYS);
        HBox bar = new HBox(8, Icons.of(notice.tone().icon), label);
        button.ifPresent(each -> {
            each.setAccessibleHelp(notice.text());
            bar.getChildren().add(each);
        });
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.setAccessibleRole(AccessibleRole.TEXT);
        bar.setAccessibleText(notice.text());
        bar.getStyleClass().addAll("message", notice.tone().name().toLowerCase(java.util.Locale.ROOT));
        return bar;
    }
}
