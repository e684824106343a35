package dev.culvert.ui.model;

import dev.culvert.control.words.Messages;
import dev.culvert.ipc.TunnelState;
import dev.culvert.net.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** States and causes in the window's words. Immutable. */
public final class StateWords {
    private final Messages words;

    public StateWords(Messages words) {
        this.words = words;
    }

    /** One word: {@code Connected}. */
    public String state(TunnelState state) {
        return words.text("window.state." + key(state));
    }

    private static String key(TunnelState state) {
        return switch (state) {
            case TunnelState.Disconnected _ -> "off";
            case TunnelState.Connecting _ -> "connecting";
            case TunnelState.Connected _ -> "connected";
            case TunnelState.Reconnecting _ -> "reconnecting";
            case TunnelState.Waiting _ -> "waiting";
            case TunnelState.Disconnecting _ -> "disconnecting";
            case TunnelState.Failed _ -> "failed";
        };
    }

    public String step(Step step) {
        return words.text("window.step." + step.name());
    }

    /** The cause in a few words, such as {@code Server refused the tunnel}. */
    public String title(Failure failure) {
        return words.text("window.cause." + failure.cause().name());
    }

    /** What happened and what to do: the lines of the common message. */
    public List<String> lines(Failure failure) {
        return words.failure(failure).lines().toList();
    }

    /** {@code try 2 · next in 4 s}. */
    public String attempt(TunnelState.Reconnecting state, Instant now) {
        long seconds = Math.max(0, Duration.between(now, state.next()).toSeconds());
        return words.text(
                "window.state.attempt",
                "attempt",
                Integer.toString(state.attempt()),
                "seconds",
                Long.toString(seconds));
    }

    public Messages words() {
        return words;
    }
}
