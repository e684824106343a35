package dev.culvert.ui.first;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.prompts.DialogCard;
import dev.culvert.ui.prompts.DialogLayer;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The dialog that lists the keys. */
public final class ShortcutsView {
    private ShortcutsView() {}

    /**
     * What a key does.
     *
     * @param key of the words, such as {@code window.shortcut.new}
     */
    public record Shortcut(KeyCombination keys, String key) {}

    /** Shows them in {@code layer}, in order. JavaFX thread. */
    public static void show(DialogLayer layer, List<Shortcut> shortcuts, Messages words) {
        VBox rows = new VBox(8);
        for (Shortcut shortcut : shortcuts) {
            rows.getChildren().add(row(words.text(shortcut.key()), shortcut.keys()));
        }
        DialogCard card = new DialogCard(DialogCard.PROMPT, words.text("window.shortcuts"), Feather.COMMAND, "");
        Button close = Nodes.button(words.text("window.close"), null, () -> layer.close(card), "accent");
        layer.show(card.add(rows)
                .buttons(null, close)
                .onCancel(() -> layer.close(card))
                .focusOn(close));
    }

    private static Node row(String name, KeyCombination keys) {
        Label what = Nodes.paragraph(name);
        what.setMinWidth(0);
        Label badge = Nodes.label(keys.getDisplayText(), "badge", "large");
        badge.setMinWidth(Region.USE_PREF_SIZE);
        HBox row = new HBox(16, what, Nodes.space(), badge);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }
}
