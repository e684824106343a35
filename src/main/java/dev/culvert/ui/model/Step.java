package dev.culvert.ui.model;

import dev.culvert.ipc.TunnelState.Stage;
import java.util.List;

/** What a person sees of connecting: seven steps for the helper's ten stages, in the order in which they happen. */
public enum Step {
    HELPER,
    SSH,
    LOGIN,
    CHANNEL,
    SERVER_END,
    VERIFY,
    ROUTES;

    /** How many there are. */
    public static final int COUNT = values().length;

    public static Step of(Stage stage) {
        return switch (stage) {
            case HELPER -> HELPER;
            case TCP, HOST_KEY -> SSH;
            case LOGIN -> LOGIN;
            case CHANNEL -> CHANNEL;
            case REMOTE_END -> SERVER_END;
            case ADDRESSES, VERIFY -> VERIFY;
            case ROUTES, DNS -> ROUTES;
        };
    }

    /** From 1. */
    public int number() {
        return List.of(values()).indexOf(this) + 1;
    }
}
