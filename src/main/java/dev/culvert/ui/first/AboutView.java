package dev.culvert.ui.first;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.prompts.DialogCard;
import dev.culvert.ui.prompts.DialogLayer;
import java.util.List;
import javafx.geometry.Insets;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The dialog that says what this program is, under which licence, and what it is made with. */
public final class AboutView {
    /** In the order of what they do here; names and licences are the same in every language. */
    private static final List<Part> PARTS = List.of(
            new Part("OpenJFX 26", "GPL 2 + Classpath Exception"),
            new Part("AtlantaFX", "MIT"),
            new Part("Ikonli, Feather", "Apache 2.0, MIT"),
            new Part("Apache MINA SSHD", "Apache 2.0"),
            new Part("Bouncy Castle", "MIT"),
            new Part("Jackson", "Apache 2.0"),
            new Part("picocli", "Apache 2.0"),
            new Part("JNA", "Apache 2.0"),
            new Part("dbus-java", "MIT"),
            new Part("SLF4J, Logback", "MIT, EPL 2.0"),
            new Part("Inter, JetBrains Mono", "OFL 1.1"));

    private AboutView() {}

    private record Part(String name, String licence) {}

    /** Shows it in {@code layer}. JavaFX thread. */
    public static void show(DialogLayer layer, String version, Messages words) {
        GridPane parts = new GridPane(16, 4);
        ColumnConstraints names = new ColumnConstraints();
        names.setHgrow(Priority.ALWAYS);
        parts.getColumnConstraints().add(names);
        for (int row = 0; row < PARTS.size(); row++) {
            parts.add(Nodes.label(PARTS.get(row).name(), "small"), 0, row);
            parts.add(Nodes.label(PARTS.get(row).licence(), "small", "muted"), 1, row);
        }
        parts.getStyleClass().add("code");
        parts.setPadding(new Insets(16));
        Label made = Nodes.paragraph(words.text("window.about.parts"), "small", "muted");
        DialogCard card = new DialogCard(DialogCard.PROMPT, "Culvert", new AppIcon(40));
        Button close = Nodes.button(words.text("window.close"), null, () -> layer.close(card), "accent");
        layer.show(card.lead(
                        Nodes.paragraph(words.text("window.about.version", "version", version), "muted"),
                        Nodes.paragraph(words.text("window.about.what"), "muted"))
                .add(Nodes.paragraph(words.text("window.about.licence")), new VBox(4, made, parts))
                .buttons(null, close)
                .onCancel(() -> layer.close(card))
                .focusOn(close));
    }
}
