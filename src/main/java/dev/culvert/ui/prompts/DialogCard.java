package dev.culvert.ui.prompts;

import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/**
 * A dialog: a title with its icon, what there is to say, and buttons below. What is too tall scrolls, the buttons stay. Widths are
 * what it takes where there is room.
 */
public final class DialogCard extends Region {
    /** For what is to be read and compared. */
    public static final double WIDE = 600;

    /** For what is to be answered. */
    public static final double PROMPT = 480;

    private static final double GAP = 24;

    /** Room for the ring of what has the focus, which the scroll pane would cut. */
    private static final double RING = 4;

    private final VBox body = new VBox(16);
    private final VBox head = new VBox(8);
    private final ScrollPane scroll = Nodes.scrolling(new ScrollPane(body));
    private @Nullable ButtonRow buttons;
    private @Nullable Node first;
    private Runnable cancel = () -> {};
    private Runnable closed = () -> {};

    /** @param tone of the icon: a style class of tiles, such as {@code failed}; empty for the usual */
    public DialogCard(double width, String title, Feather icon, String tone) {
        this(width, title, tile(icon, tone));
    }

    public DialogCard(double width, String title, Node picture) {
        getStyleClass().add("dialog-card");
        setPrefWidth(width);
        setMaxSize(width, USE_PREF_SIZE);
        setMinSize(0, 0);
        setAccessibleRole(AccessibleRole.DIALOG);
        setAccessibleText(title);
        Label heading = Nodes.paragraph(title, "h2");
        heading.setMaxWidth(Double.MAX_VALUE);
        head.getChildren().add(heading);
        HBox.setHgrow(head, Priority.ALWAYS);
        // a title alone stands beside the middle of its icon
        head.setAlignment(Pos.CENTER_LEFT);
        body.getChildren().add(new HBox(16, picture, head));
        body.setPadding(new Insets(RING));
        getChildren().add(scroll);
    }

    private static Node tile(Feather icon, String tone) {
        StackPane tile = new StackPane(Icons.of(icon));
        tile.getStyleClass().addAll("tile", "large");
        if (!tone.isEmpty()) {
            tile.getStyleClass().add(tone);
        }
        return tile;
    }

    /** Below the title, beside the icon. */
    public DialogCard lead(Node... nodes) {
        head.getChildren().addAll(nodes);
        return this;
    }

    /** Below that, as wide as the dialog. */
    public DialogCard add(Node... nodes) {
        body.getChildren().addAll(nodes);
        return this;
    }

    /** @param left stands apart; null for none */
    public DialogCard buttons(@Nullable Node left, Button... right) {
        ButtonRow row = new ButtonRow(left, right);
        buttons = row;
        getChildren().add(row);
        return this;
    }

    /** Has the focus when the dialog opens. */
    public DialogCard focusOn(Node node) {
        first = node;
        return this;
    }

    /** What Esc does; it has to close the dialog. */
    public DialogCard onCancel(Runnable action) {
        cancel = action;
        return this;
    }

    /** Run once it is gone, however that came. */
    DialogCard onClosed(Runnable action) {
        closed = action;
        return this;
    }

    void cancel() {
        cancel.run();
    }

    void closed() {
        closed.run();
    }

    @Nullable
    Node first() {
        return first;
    }

    /** Scrolls so that {@code node}, which is in here, can be seen. */
    void reveal(Node node) {
        double hidden = body.getHeight() - scroll.getViewportBounds().getHeight();
        if (hidden <= 0 || !isIn(body, node)) {
            return;
        }
        double top =
                body.sceneToLocal(node.localToScene(node.getBoundsInLocal())).getMinY();
        double bottom =
                body.sceneToLocal(node.localToScene(node.getBoundsInLocal())).getMaxY();
        double from = scroll.getVvalue() * hidden;
        double to = from + scroll.getViewportBounds().getHeight();
        if (top < from) {
            scroll.setVvalue(Math.max(0, top - GAP) / hidden);
        } else if (bottom > to) {
            scroll.setVvalue(Math.min(1, (from + bottom - to + GAP) / hidden));
        }
    }

    static boolean isIn(Node ancestor, @Nullable Node node) {
        Node each = node;
        while (each != null && !each.equals(ancestor)) {
            each = each.getParent();
        }
        return each != null;
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefHeight(double width) {
        double inner = (width < 0 ? getPrefWidth() : width) - snappedLeftInset() - snappedRightInset();
        double below = buttons == null ? 0 : GAP + buttons.prefHeight(inner);
        return snapSizeY(snappedTopInset()
                + Math.ceil(body.prefHeight(inner + 2 * RING))
                - 2 * RING
                + below
                + snappedBottomInset());
    }

    @Override
    protected void layoutChildren() {
        double left = snappedLeftInset();
        double top = snappedTopInset();
        double inner = getWidth() - left - snappedRightInset();
        double height = getHeight() - top - snappedBottomInset();
        if (buttons != null) {
            double row = buttons.prefHeight(inner);
            buttons.resizeRelocate(left, top + height - row, inner, row);
            height -= row + GAP;
        }
        scroll.resizeRelocate(left - RING, top - RING, inner + 2 * RING, Math.max(0, height) + 2 * RING);
    }
}
