package dev.culvert.ui.sidebar;

import dev.culvert.ipc.TunnelState;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.StateIcon;
import dev.culvert.ui.model.TunnelModel;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Button;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** A round button of 32 px that shows a state, and a power sign while the mouse is over what is on. For the mouse: Space on its row does the same. */
final class StateButton extends Button {
    private static final PseudoClass ON = PseudoClass.getPseudoClass("on");
    private static final PseudoClass BUSY = PseudoClass.getPseudoClass("busy");
    private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");

    private final StateIcon spinner = new StateIcon(StateIcon.Kind.BUSY);
    private final FontIcon icon = Icons.of(Feather.POWER);

    StateButton() {
        getStyleClass().setAll("state-button");
        setFocusTraversable(false);
        setGraphic(icon);
    }

    /** Costs nothing while nothing changes: it is called with each second's figures. */
    void show(TunnelModel tunnel) {
        TunnelState state = tunnel.state();
        boolean failed = state instanceof TunnelState.Failed;
        pseudoClassStateChanged(ON, state instanceof TunnelState.Connected);
        pseudoClassStateChanged(BUSY, tunnel.isBusy());
        pseudoClassStateChanged(FAILED, failed);
        Feather wanted = failed
                ? Feather.ALERT_CIRCLE
                : state instanceof TunnelState.Connected && !isHover() ? Feather.CHECK : Feather.POWER;
        if (!wanted.equals(icon.getIconCode())) {
            icon.setIconCode(wanted);
        }
        Node graphic = tunnel.isBusy() ? spinner : icon;
        if (!graphic.equals(getGraphic())) {
            setGraphic(graphic);
        }
    }
}
