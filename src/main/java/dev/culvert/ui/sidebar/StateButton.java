package dev.culvert.ui.sidebar;

import dev.culvert.ipc.TunnelState;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.StateIcon;
import dev.culvert.ui.model.TunnelModel;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Button;
import org.kordamp.ikonli.feather.Feather;

/** A round button of 32 px that shows a state, and a power sign while the mouse is over what is on. For the mouse: Space on its row does the same. */
final class StateButton extends Button {
    private static final PseudoClass ON = PseudoClass.getPseudoClass("on");
    private static final PseudoClass BUSY = PseudoClass.getPseudoClass("busy");
    private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");

    private final StateIcon spinner = new StateIcon(StateIcon.Kind.BUSY);

    StateButton() {
        getStyleClass().setAll("state-button");
        setFocusTraversable(false);
    }

    void show(TunnelModel tunnel) {
        TunnelState state = tunnel.state();
        boolean failed = state instanceof TunnelState.Failed;
        pseudoClassStateChanged(ON, state instanceof TunnelState.Connected);
        pseudoClassStateChanged(BUSY, tunnel.isBusy());
        pseudoClassStateChanged(FAILED, failed);
        Node wanted;
        if (tunnel.isBusy()) {
            wanted = spinner;
        } else {
            Feather icon = failed
                    ? Feather.ALERT_CIRCLE
                    : state instanceof TunnelState.Connected && !isHover() ? Feather.CHECK : Feather.POWER;
            wanted = Icons.of(icon);
        }
        if (!wanted.equals(getGraphic())) {
            setGraphic(wanted);
        }
    }
}
