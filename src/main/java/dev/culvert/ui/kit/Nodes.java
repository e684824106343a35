package dev.culvert.ui.kit;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** Short ways to make the small things every view has. */
public final class Nodes {
    private Nodes() {}

    public static Label label(String text, String... styleClasses) {
        Label label = new Label(text);
        label.getStyleClass().addAll(styleClasses);
        return label;
    }

    /** Wraps, and takes the height that this needs. */
    public static Label paragraph(String text, String... styleClasses) {
        Label label = label(text, styleClasses);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    /** Its name is what it shows. */
    public static Button button(String text, @Nullable Feather icon, Runnable action, String... styleClasses) {
        Button button = new Button(text, icon == null ? null : Icons.of(icon));
        // an underscore is one: ssh_config
        button.setMnemonicParsing(false);
        button.getStyleClass().addAll(styleClasses);
        button.setOnAction(event -> action.run());
        button.setMinWidth(Region.USE_PREF_SIZE);
        return button;
    }

    /** An icon alone; {@code name}, a verb and an object, is its tooltip and its accessible name. */
    public static Button iconButton(String name, Feather icon, Runnable action, String... styleClasses) {
        Button button = new Button(null, Icons.of(icon));
        button.getStyleClass().add("icon");
        button.getStyleClass().addAll(styleClasses);
        button.setAccessibleText(name);
        button.setTooltip(new Tooltip(name));
        button.setOnAction(event -> action.run());
        return button;
    }

    /**
     * Scrolls down and up only, and draws of its content what has changed: JavaFX keeps a picture of the whole and makes it anew with
     * each change, which for a blinking caret or a chart costs more than all else.
     */
    public static ScrollPane scrolling(ScrollPane scroll) {
        scroll.getStyleClass().add("plain");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        scroll.skinProperty().subscribe(skin -> {
            Node viewport = skin == null ? null : scroll.lookup(".viewport");
            if (viewport != null) {
                viewport.setCache(false);
            }
        });
        return scroll;
    }

    /** Takes what room is left in a row. */
    public static Region space() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        return space;
    }

    public static Region rule() {
        Region rule = new Region();
        rule.getStyleClass().add("rule");
        return rule;
    }

    /** Shows {@code node} or takes it out of the layout. */
    public static void shown(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }
}
