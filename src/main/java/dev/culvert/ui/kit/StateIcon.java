package dev.culvert.ui.kit;

import javafx.animation.Animation;
import javafx.animation.Interpolator;
import javafx.animation.RotateTransition;
import javafx.beans.value.ObservableValue;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Arc;
import javafx.scene.shape.ArcType;
import javafx.scene.shape.Circle;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/** A state as a shape, 16 px: tick, turning ring, exclamation mark, empty ring. Words stand beside it. */
public final class StateIcon extends StackPane {
    /** Which shape. */
    public enum Kind {
        OFF,
        BUSY,
        ON,
        FAILED
    }

    private final StackPane arcBox = arcBox();
    private final ObservableValue<Boolean> seen;
    private final RotateTransition turn = new RotateTransition(Duration.seconds(1), arcBox);

    public StateIcon(Kind kind) {
        getStyleClass().add("state-icon");
        setMinSize(16, 16);
        setMaxSize(16, 16);
        setMouseTransparent(true);
        turn.setByAngle(360);
        turn.setInterpolator(Interpolator.LINEAR);
        turn.setCycleCount(Animation.INDEFINITE);
        seen = Seen.of(this);
        seen.subscribe(this::animate);
        visibleProperty().addListener((property, was, is) -> animate());
        show(kind);
    }

    public void show(Kind kind) {
        getStyleClass().removeIf(name -> name.startsWith("is-"));
        getStyleClass().add("is-" + kind.name().toLowerCase(java.util.Locale.ROOT));
        getChildren().clear();
        switch (kind) {
            case OFF -> getChildren().add(ring("empty-ring"));
            case BUSY -> getChildren().addAll(ring("spinner-ring"), arcBox);
            case ON -> getChildren().addAll(disc(), Icons.of(Feather.CHECK, "state-mark"));
            case FAILED -> getChildren().addAll(disc(), mark());
        }
        animate();
    }

    private static Circle ring(String styleClass) {
        Circle ring = new Circle(7);
        ring.getStyleClass().add(styleClass);
        return ring;
    }

    /** What turns: its middle is the ring's, which the arc's own bounds' is not. */
    private static StackPane arcBox() {
        Arc arc = new Arc(8, 8, 7, 7, 90, -120);
        arc.setType(ArcType.OPEN);
        arc.getStyleClass().add("spinner-arc");
        arc.setManaged(false);
        StackPane box = new StackPane(arc);
        box.setMinSize(16, 16);
        box.setMaxSize(16, 16);
        return box;
    }

    private static Circle disc() {
        Circle disc = new Circle(8);
        disc.getStyleClass().add("state-disc");
        return disc;
    }

    private static Region mark() {
        Region mark = new Region();
        mark.getStyleClass().add("exclamation");
        return mark;
    }

    private void animate() {
        if (seen.getValue() && isVisible() && getStyleClass().contains("is-busy")) {
            turn.play();
        } else {
            turn.stop();
        }
    }
}
