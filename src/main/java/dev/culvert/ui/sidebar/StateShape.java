package dev.culvert.ui.sidebar;

import dev.culvert.ipc.TunnelState;
import dev.culvert.ui.kit.StateIcon;

/** Which shape shows which state. */
public final class StateShape {
    private StateShape() {}

    public static StateIcon.Kind of(TunnelState state) {
        return switch (state) {
            case TunnelState.Connected _ -> StateIcon.Kind.ON;
            case TunnelState.Disconnected _ -> StateIcon.Kind.OFF;
            case TunnelState.Failed _ -> StateIcon.Kind.FAILED;
            default -> StateIcon.Kind.BUSY;
        };
    }
}
