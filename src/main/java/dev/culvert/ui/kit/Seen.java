package dev.culvert.ui.kit;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.stage.Stage;
import javafx.stage.Window;

/** Whether anybody can see a node: what is hidden is not drawn anew, nor turned. */
public final class Seen {
    private Seen() {}

    /** True while the node is in a window that is open and no icon. Whoever wants to be told has to hold what this returns. */
    public static ObservableValue<Boolean> of(Node node) {
        return node.sceneProperty()
                .flatMap(Scene::windowProperty)
                .flatMap(Seen::isOpen)
                .orElse(false);
    }

    private static ObservableValue<Boolean> isOpen(Window window) {
        return window instanceof Stage stage
                ? Bindings.createBooleanBinding(
                        () -> stage.isShowing() && !stage.isIconified(),
                        stage.showingProperty(),
                        stage.iconifiedProperty())
                : window.showingProperty();
    }
}
