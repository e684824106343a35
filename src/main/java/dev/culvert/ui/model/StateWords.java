package dev.culvert.ui.model;

import dev.culvert.control.words.Messages;
import dev.culvert.ipc.TunnelState;
import dev.culvert.net.Failure;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.StoredProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    /** Where among the steps one stands: {@code key}'s words with step, number and of. */
    public String step(String key, Step step) {
        return words.text(
                key, "step", step(step), "number", Integer.toString(step.number()), "of", Integer.toString(Step.COUNT));
    }

    public String step(Step step) {
        return words.text("window.step." + step.name());
    }

    /** The cause in a few words, such as {@code Server refused the tunnel}. */
    public String title(Failure failure) {
        return words.text("window.cause." + failure.cause().name());
    }

    /** Why a profile's file cannot be shown as what it is; empty where it can. */
    public Optional<String> unreadable(TunnelModel tunnel) {
        StoredProfile stored = tunnel.stored();
        return stored != null
                        && !stored.isWhole()
                        && stored.reading() instanceof ProfileReading.Invalid(List<ProfileProblem> problems)
                ? Optional.of(words.text("window.sidebar.unreadable", "reason", words.problem(problems.getFirst())))
                : Optional.empty();
    }

    /** What happened and what to do: the lines of the common message. */
    public List<String> lines(Failure failure) {
        return words.failure(failure).lines().toList();
    }

    /** {@code try 2 · next in 4 s}, or that it is being tried now. */
    public String attempt(TunnelState.Reconnecting state, Instant now) {
        String attempt = Integer.toString(state.attempt());
        long seconds = Duration.between(now, state.next()).toSeconds();
        return seconds <= 0
                ? words.text("window.state.attemptNow", "attempt", attempt)
                : words.text("window.state.attempt", "attempt", attempt, "seconds", Long.toString(seconds));
    }

    public Messages words() {
        return words;
    }
}
