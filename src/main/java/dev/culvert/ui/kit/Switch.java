package dev.culvert.ui.kit;

import javafx.animation.TranslateTransition;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleAction;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A switch that shows what is, not what was asked for: a click or Space runs the action, and whoever owns the truth sets
 * {@link #selectedProperty}. {@link #busyProperty} shows it on its way.
 */
public final class Switch extends StackPane {
    private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");
    private static final PseudoClass BUSY = PseudoClass.getPseudoClass("busy");
    private static final Duration MOVE = Duration.millis(160);

    private final Region thumb = region("thumb");
    private final double travel;
    private final BooleanProperty selected = new SimpleBooleanProperty(this, "selected");
    private final BooleanProperty busy = new SimpleBooleanProperty(this, "busy");
    private final TranslateTransition move = new TranslateTransition(MOVE, thumb);
    private @Nullable Runnable action;

    private Switch(double width, double height) {
        travel = width - height;
        getStyleClass().add("switch");
        getChildren().addAll(region("track"), thumb, region("ring"));
        StackPane.setAlignment(thumb, Pos.CENTER_LEFT);
        thumb.setManaged(false);
        thumb.resizeRelocate(4, 4, height - 8, height - 8);
        setMinSize(width, height);
        setMaxSize(width, height);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.TOGGLE_BUTTON);
        selected.addListener((property, was, is) -> show());
        busy.addListener((property, was, is) -> show());
        setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY) {
                requestFocus();
                fire();
            }
        });
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.SPACE || event.getCode() == KeyCode.ENTER) {
                fire();
                event.consume();
            }
        });
    }

    /** 72×40: a tunnel's. */
    public static Switch tunnel() {
        return new Switch(72, 40);
    }

    /** 40×24: a setting's. */
    public static Switch setting() {
        Switch made = new Switch(40, 24);
        made.getStyleClass().add("setting");
        return made;
    }

    private static Region region(String styleClass) {
        Region region = new Region();
        region.getStyleClass().add(styleClass);
        region.setMouseTransparent(true);
        return region;
    }

    /** What a click, Space or Enter does; it does not move the switch. */
    public void setOnAction(@Nullable Runnable action) {
        this.action = action;
    }

    public BooleanProperty selectedProperty() {
        return selected;
    }

    /** On its way to selected. */
    public BooleanProperty busyProperty() {
        return busy;
    }

    public void fire() {
        if (action != null && !isDisabled()) {
            action.run();
        }
    }

    private void show() {
        boolean right = selected.get() || busy.get();
        pseudoClassStateChanged(SELECTED, selected.get());
        pseudoClassStateChanged(BUSY, busy.get());
        notifyAccessibleAttributeChanged(AccessibleAttribute.SELECTED);
        double target = right ? travel : 0;
        move.stop(); // one that is on its way elsewhere would arrive there
        if (getScene() == null || thumb.getTranslateX() == target) {
            thumb.setTranslateX(target);
            return;
        }
        move.setToX(target);
        move.playFromStart();
    }

    @Override
    public @Nullable Object queryAccessibleAttribute(AccessibleAttribute attribute, Object... parameters) {
        return attribute == AccessibleAttribute.SELECTED
                ? (Object) (selected.get() || busy.get())
                : super.queryAccessibleAttribute(attribute, parameters);
    }

    @Override
    public void executeAccessibleAction(AccessibleAction action, Object... parameters) {
        if (action == AccessibleAction.FIRE) {
            fire();
        } else {
            super.executeAccessibleAction(action, parameters);
        }
    }
}
