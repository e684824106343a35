package dev.culvert.ui.prompts;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.TraversalDirection;
import javafx.scene.control.ScrollBar;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/**
 * The window's content with one dialog at most above it; others wait in order. While one is there, keys and mouse reach nothing
 * below, Tab stays within, Esc cancels; afterwards the focus is where it was. JavaFX thread.
 */
public final class DialogLayer extends StackPane {
    private static final double MARGIN = 16;

    private final StackPane scrim = new StackPane();

    /** Behind the last thing that takes the focus: to go back from. */
    private final Region end = new Region();

    private final Deque<DialogCard> waiting = new ArrayDeque<>();
    private final ReadOnlyBooleanWrapper showing = new ReadOnlyBooleanWrapper(this, "showing");
    private @Nullable DialogCard current;
    private @Nullable Node before;
    private @Nullable Node last;

    public DialogLayer(Node content) {
        scrim.getStyleClass().add("scrim");
        scrim.setPadding(new Insets(MARGIN));
        scrim.setVisible(false);
        end.setManaged(false);
        scrim.addEventFilter(KeyEvent.KEY_PRESSED, this::goRound);
        scrim.addEventHandler(KeyEvent.KEY_PRESSED, this::keep);
        getChildren().addAll(content, scrim);
        sceneProperty().flatMap(Scene::focusOwnerProperty).addListener((property, was, is) -> guard(is));
    }

    /** Whether a dialog is there: while it is, the window's shortcuts have to rest. */
    public ReadOnlyBooleanProperty showingProperty() {
        return showing.getReadOnlyProperty();
    }

    /** Shows {@code card} now, or after those before it. */
    public void show(DialogCard card) {
        if (card == current || waiting.contains(card)) {
            return;
        }
        waiting.add(card);
        if (current == null) {
            before = getScene() == null ? null : getScene().getFocusOwner();
            next();
        }
    }

    /** Takes {@code card} away, whether it is shown or waits; nothing for what is not here. */
    public void close(DialogCard card) {
        if (waiting.remove(card)) {
            card.closed();
        } else if (card == current) {
            current = null;
            last = null;
            scrim.getChildren().clear();
            card.closed();
            next();
        }
    }

    private void next() {
        DialogCard card = waiting.poll();
        showing.set(card != null);
        scrim.setVisible(card != null);
        if (card == null) {
            Node back = before;
            before = null;
            if (back != null && back.getScene() != null) {
                back.requestFocus();
            }
            return;
        }
        scrim.getChildren().setAll(card, end);
        current = card;
        // what is not styled yet does not know whether it can take the focus
        card.applyCss();
        focusFirst(card);
    }

    private void focusFirst(DialogCard card) {
        List<Node> stops = stops(card);
        Node first = card.first();
        if (first == null && !stops.isEmpty()) {
            first = stops.getFirst();
        }
        if (first == null) {
            card.requestFocus();
        } else if (!stops.isEmpty() && first.equals(stops.getLast())) {
            // by traversal, so that the ring shows: this is what Enter does
            end.requestFocusTraversal(TraversalDirection.PREVIOUS);
        } else {
            first.requestFocus();
        }
    }

    /** What takes the focus, in the order of Tab. */
    private static List<Node> stops(Parent parent) {
        List<Node> stops = new ArrayList<>();
        collect(parent, stops);
        return stops;
    }

    private static void collect(Node node, List<Node> into) {
        if (!node.isVisible() || node.isDisabled() || node instanceof ScrollBar) {
            return;
        }
        if (node.isFocusTraversable()) {
            into.add(node);
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, into));
        }
    }

    private void goRound(KeyEvent event) {
        DialogCard card = current;
        if (card == null || event.getCode() != KeyCode.TAB || event.isControlDown() || event.isAltDown()) {
            return;
        }
        List<Node> stops = stops(card);
        Node owner = getScene().getFocusOwner();
        if (stops.isEmpty()) {
            event.consume();
        } else if ((event.isShiftDown() ? stops.getFirst() : stops.getLast()).equals(owner)) {
            event.consume();
            if (event.isShiftDown()) {
                end.requestFocusTraversal(TraversalDirection.PREVIOUS);
            } else {
                card.requestFocusTraversal(TraversalDirection.NEXT);
            }
        }
    }

    /** Shortcuts of the window must not work through a dialog; Tab and arrows move the focus, which the scene does afterwards. */
    private void keep(KeyEvent event) {
        DialogCard card = current;
        if (card == null) {
            return;
        }
        if (event.getCode() == KeyCode.ESCAPE) {
            card.cancel();
        }
        if (event.getCode() != KeyCode.TAB && !event.getCode().isArrowKey()) {
            event.consume();
        }
    }

    private void guard(@Nullable Node owner) {
        DialogCard card = current;
        if (card == null || owner == null) {
            return;
        }
        if (DialogCard.isIn(card, owner)) {
            last = owner;
            card.reveal(owner);
        } else if (last != null && last.getScene() != null) {
            last.requestFocus();
        } else {
            focusFirst(card);
        }
    }
}
