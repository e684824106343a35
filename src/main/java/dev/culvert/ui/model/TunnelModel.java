package dev.culvert.ui.model;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.StoredProfile;
import java.time.Instant;
import java.util.function.LongSupplier;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** One profile and what its tunnel does. */
public final class TunnelModel {
    private static final TunnelState OFF = new TunnelState.Disconnected();

    private final String name;
    private final LongSupplier nanos;
    private final ReadOnlyObjectWrapper<@Nullable StoredProfile> stored = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<TunnelState> state = new ReadOnlyObjectWrapper<>(OFF);
    private final ReadOnlyLongWrapper samples = new ReadOnlyLongWrapper();
    private final ObservableList<Event> notes = FXCollections.observableArrayList();
    private final History history = new History();
    private final Steps steps;
    private double downRate = Double.NaN;
    private double upRate = Double.NaN;
    private double downPeak = Double.NaN;
    private double upPeak = Double.NaN;
    private double rttBest = Double.NaN;
    private double rttWorst = Double.NaN;
    private @Nullable TunnelStatus status;
    private long sampledAt;
    private @Nullable TunnelStatus sampled;
    private @Nullable Instant failedAt;

    /** Asked to connect, and nothing heard of it yet. */
    private boolean asked;

    TunnelModel(String name, LongSupplier nanos) {
        this.name = name;
        this.nanos = nanos;
        steps = new Steps(nanos);
    }

    public String name() {
        return name;
    }

    /** The profile's file; null for a tunnel that is up from a file elsewhere. */
    public ReadOnlyObjectProperty<@Nullable StoredProfile> storedProperty() {
        return stored.getReadOnlyProperty();
    }

    public @Nullable StoredProfile stored() {
        return stored.get();
    }

    /** Null when it cannot be read. */
    public @Nullable Profile profile() {
        StoredProfile current = stored.get();
        return current != null && current.reading() instanceof ProfileReading.Valid valid ? valid.profile() : null;
    }

    public Profile.@Nullable Mode mode() {
        Profile profile = profile();
        if (profile != null) {
            return profile.mode();
        }
        TunnelStatus current = status;
        for (Profile.Mode mode : Profile.Mode.values()) {
            if (current != null && mode.name().equalsIgnoreCase(current.mode())) {
                return mode;
            }
        }
        return null;
    }

    public ReadOnlyObjectProperty<TunnelState> stateProperty() {
        return state.getReadOnlyProperty();
    }

    public TunnelState state() {
        return state.get();
    }

    /** As the helper last told it; null while it has no such tunnel. */
    public @Nullable TunnelStatus status() {
        return status;
    }

    /** Grows with each second's figures: the rates, peaks and history below are then new. */
    public ReadOnlyLongProperty samplesProperty() {
        return samples.getReadOnlyProperty();
    }

    /** Warnings and banners since the last attempt, oldest first. */
    public ObservableList<Event> notes() {
        return notes;
    }

    public History history() {
        return history;
    }

    /** Of the last attempt to connect. */
    public Steps steps() {
        return steps;
    }

    /** Bytes a second from the server; NaN before it is known, as all of these. */
    public double downRate() {
        return downRate;
    }

    public double upRate() {
        return upRate;
    }

    public double downPeak() {
        return downPeak;
    }

    public double upPeak() {
        return upPeak;
    }

    /** Milliseconds. */
    public double rttBest() {
        return rttBest;
    }

    public double rttWorst() {
        return rttWorst;
    }

    public @Nullable Instant failedAt() {
        return failedAt;
    }

    public boolean isUp() {
        return state.get() instanceof TunnelState.Connected || state.get() instanceof TunnelState.Reconnecting;
    }

    /** Up or on its way: what a click on its switch ends. */
    public boolean isOn() {
        return switch (state.get()) {
            case TunnelState.Disconnected _, TunnelState.Failed _, TunnelState.Disconnecting _ -> false;
            default -> true;
        };
    }

    /** Between two states that last. */
    public boolean isBusy() {
        return switch (state.get()) {
            case TunnelState.Connecting _,
                    TunnelState.Disconnecting _,
                    TunnelState.Reconnecting _,
                    TunnelState.Waiting _ -> true;
            default -> false;
        };
    }

    // ---- what happens

    void store(@Nullable StoredProfile now) {
        stored.set(now);
    }

    void asked() {
        notes.clear();
        become(new TunnelState.Connecting(TunnelState.Stage.HELPER));
        asked = true;
    }

    /** What was asked for did not get as far as the helper. */
    void notAsked() {
        asked = false;
        become(OFF);
    }

    void note(Event event) {
        notes.add(event);
    }

    /** @param now null: the helper has no such tunnel */
    void hear(@Nullable TunnelStatus now) {
        boolean ofBefore = now != null
                && asked
                && (now.state() instanceof TunnelState.Failed || now.state() instanceof TunnelState.Disconnected);
        if (ofBefore) {
            return;
        }
        if (now != null) {
            status = now;
            become(now.state());
            sample(now);
        } else if (!asked) {
            gone();
        }
    }

    private void gone() {
        sampled = null;
        downRate = Double.NaN;
        upRate = Double.NaN;
        // a failure stays to be read; a kill switch is closed no more
        if (!(state.get() instanceof TunnelState.Failed(Failure cause))
                || cause.cause() == FailureCause.KILL_SWITCH_CLOSED) {
            status = null;
            become(OFF);
        }
    }

    void fail(Failure failure) {
        asked = false;
        become(new TunnelState.Failed(failure));
    }

    /** The person has seen the failure. */
    void forgetFailure() {
        if (state.get() instanceof TunnelState.Failed) {
            status = null;
            become(OFF);
        }
    }

    void become(TunnelState next) {
        TunnelState before = state.get();
        if (next.equals(before)) {
            return;
        }
        asked = asked
                && next instanceof TunnelState.Connecting(TunnelState.Stage first, int _, int _)
                && first == TunnelState.Stage.HELPER;
        switch (next) {
            case TunnelState.Connecting connecting -> {
                if (!(before instanceof TunnelState.Connecting) && !(before instanceof TunnelState.Waiting)) {
                    steps.clear();
                    failedAt = null;
                }
                // all that is done at hosts on the way is a part of reaching the server
                steps.begin(connecting.atHostOnTheWay() ? Step.SSH : Step.of(connecting.stage()));
            }
            case TunnelState.Connected _ -> {
                steps.succeed();
                if (!(before instanceof TunnelState.Reconnecting)) {
                    forgetFigures();
                }
            }
            case TunnelState.Failed _ -> {
                steps.fail();
                failedAt = Instant.now();
            }
            case TunnelState.Disconnected _ -> {
                steps.clear();
                forgetFigures();
            }
            default -> {}
        }
        state.set(next);
    }

    private void forgetFigures() {
        history.clear();
        sampled = null;
        downPeak = Double.NaN;
        upPeak = Double.NaN;
        rttBest = Double.NaN;
        rttWorst = Double.NaN;
    }

    private void sample(TunnelStatus now) {
        if (!isUp()) {
            return;
        }
        long at = nanos.getAsLong();
        TunnelStatus last = sampled;
        // states are told between the seconds; too short a time makes a wild rate
        if (last != null && at - sampledAt < 500_000_000L) {
            return;
        }
        if (last != null) {
            double seconds = (at - sampledAt) / 1e9;
            downRate = Math.max(0, now.rx().bytes() - last.rx().bytes()) / seconds;
            upRate = Math.max(0, now.tx().bytes() - last.tx().bytes()) / seconds;
            downPeak = Double.isNaN(downPeak) ? downRate : Math.max(downPeak, downRate);
            upPeak = Double.isNaN(upPeak) ? upRate : Math.max(upPeak, upRate);
            history.add(downRate, upRate);
        }
        Double rtt = now.rttMillis();
        if (rtt != null) {
            rttBest = Double.isNaN(rttBest) ? rtt : Math.min(rttBest, rtt);
            rttWorst = Double.isNaN(rttWorst) ? rtt : Math.max(rttWorst, rtt);
        }
        sampled = now;
        sampledAt = at;
        samples.set(samples.get() + 1);
    }

    @Override
    public String toString() {
        return name + " " + state.get();
    }
}
