package dev.culvert.ui.prompts;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Nodes;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Insets;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** A list of which some are ticked. */
public final class PickDialog {
    /** As wide as a box and its gap, so that what belongs to a name stands under it. */
    private static final double INDENT = 26;

    private PickDialog() {}

    /** @param detail what it is, in a line */
    public record Item(String name, String detail) {}

    /** @param picked the names that are ticked, at least one, once the dialog is gone. JavaFX thread. */
    public static void show(
            DialogLayer layer,
            Messages words,
            String title,
            String text,
            List<Item> items,
            Consumer<List<String>> picked) {
        DialogCard card = new DialogCard(DialogCard.PROMPT, title, Feather.DOWNLOAD, "");
        card.lead(Nodes.paragraph(text, "muted")).onCancel(() -> layer.close(card));
        List<CheckBox> boxes = items.stream().map(PickDialog::box).toList();
        VBox list = new VBox(12);
        for (int i = 0; i < items.size(); i++) {
            Label detail = Nodes.paragraph(items.get(i).detail(), "small", "muted");
            detail.setPadding(new Insets(0, 0, 0, INDENT));
            list.getChildren().add(new VBox(2, boxes.get(i), detail));
        }
        card.add(list);
        Button cancel = Nodes.button(words.text("window.cancel"), null, () -> layer.close(card));
        Button go = Nodes.button(
                "",
                null,
                () -> {
                    List<String> ticked = boxes.stream()
                            .filter(CheckBox::isSelected)
                            .map(CheckBox::getText)
                            .toList();
                    layer.close(card);
                    picked.accept(ticked);
                },
                "accent");
        Button all = Nodes.button(
                words.text("window.pick.all"),
                null,
                () -> {
                    boolean tick = boxes.stream().anyMatch(box -> !box.isSelected());
                    boxes.forEach(box -> box.setSelected(tick));
                },
                "flat");
        Runnable count = () -> {
            long ticked = boxes.stream().filter(CheckBox::isSelected).count();
            go.setText(words.text("window.pick.go", "count", ticked == 0 ? "" : Long.toString(ticked)));
            go.setDisable(ticked == 0);
        };
        boxes.forEach(box -> box.selectedProperty().subscribe(_ -> count.run()));
        count.run();
        layer.show(card.buttons(all, cancel, go).focusOn(boxes.getFirst()));
    }

    private static CheckBox box(Item item) {
        CheckBox box = new CheckBox(item.name());
        // a host's name may have what a menu would take for a letter to press
        box.setMnemonicParsing(false);
        box.setAccessibleHelp(item.detail());
        return box;
    }
}
