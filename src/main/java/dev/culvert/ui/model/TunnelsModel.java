package dev.culvert.ui.model;

import dev.culvert.control.HelperHealth;
import dev.culvert.control.Tunnels;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** Every profile, in the person's order, and the helper. Told by {@link Tunnels}, on the thread of its executor. */
public final class TunnelsModel implements Tunnels.Listener {
    /** The store is read again at once when something was written. */
    private static final long SOON_NANOS = Duration.ofSeconds(5).toNanos();

    private final Executor fx;
    private final LongSupplier nanos;
    private final Map<String, TunnelModel> byName = new LinkedHashMap<>();
    private final ObservableList<TunnelModel> all = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<HelperHealth> helper = new ReadOnlyObjectWrapper<>(new HelperHealth.Absent());
    private final ReadOnlyBooleanWrapper loaded = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable IOException> trouble = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyLongWrapper changes = new ReadOnlyLongWrapper();
    private final Map<String, Awaited> awaited = new HashMap<>();
    private List<String> order = List.of();

    /** @param since by {@link #nanos} */
    private record Awaited(long since, Consumer<TunnelModel> action) {}

    /** @param fx runs what it is given on the one thread of this model */
    public TunnelsModel(Executor fx, LongSupplier nanos) {
        this.fx = fx;
        this.nanos = nanos;
    }

    /** In the person's order, what is not in it by name behind. */
    public ObservableList<TunnelModel> all() {
        return all;
    }

    public Optional<TunnelModel> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * Does {@code action} with a profile that is about to be read from the store; at once when it is there, and not at all when it
     * does not come soon: what has that name later is another.
     */
    public void whenThere(String name, Consumer<TunnelModel> action) {
        TunnelModel there = byName.get(name);
        if (there != null && there.stored() != null) {
            action.accept(there);
        } else {
            awaited.put(name, new Awaited(nanos.getAsLong(), action));
        }
    }

    /** Whether a profile of that name is about to come, for {@link #whenThere}. */
    public boolean awaits(String name) {
        awaited.values().removeIf(each -> nanos.getAsLong() - each.since() > SOON_NANOS);
        return awaited.containsKey(name);
    }

    public ReadOnlyObjectProperty<HelperHealth> helperProperty() {
        return helper.getReadOnlyProperty();
    }

    /** Whether the store has been read once. */
    public ReadOnlyBooleanProperty loadedProperty() {
        return loaded.getReadOnlyProperty();
    }

    /** Why the store cannot be read; else null. */
    public ReadOnlyObjectProperty<@Nullable IOException> troubleProperty() {
        return trouble.getReadOnlyProperty();
    }

    /** Grows with every state and every second's figures of any tunnel. */
    public ReadOnlyLongProperty changesProperty() {
        return changes.getReadOnlyProperty();
    }

    /** Bytes a second of all tunnels; NaN when none is up, as {@link #upRate}. */
    public double downRate() {
        return sum(TunnelModel::downRate);
    }

    public double upRate() {
        return sum(TunnelModel::upRate);
    }

    private double sum(ToDoubleFunction<TunnelModel> rate) {
        double[] rates = all.stream()
                .mapToDouble(rate)
                .filter(each -> !Double.isNaN(each))
                .toArray();
        return rates.length == 0 ? Double.NaN : Arrays.stream(rates).sum();
    }

    public void order(List<String> names) {
        order = List.copyOf(names);
        arrange();
    }

    /** A click on the switch: what is asked for is shown as begun at once. */
    public void asked(String name) {
        find(name).ifPresent(TunnelModel::asked);
        changed();
    }

    /** What {@link #asked} showed as begun did not begin. */
    public void notAsked(String name) {
        find(name).ifPresent(TunnelModel::notAsked);
        changed();
    }

    /** A failure that has been seen is not shown for ever. */
    public void forgetFailure(String name) {
        find(name).ifPresent(TunnelModel::forgetFailure);
        changed();
    }

    private void changed() {
        changes.set(changes.get() + 1);
    }

    private void arrange() {
        Comparator<TunnelModel> byOrder = Comparator.comparingInt(each -> {
            int place = order.indexOf(each.name());
            return place < 0 ? Integer.MAX_VALUE : place;
        });
        List<TunnelModel> now = new ArrayList<>(byName.values());
        now.sort(byOrder.thenComparing(TunnelModel::name, String.CASE_INSENSITIVE_ORDER));
        if (!now.equals(all)) {
            all.setAll(now);
        }
    }

    @Override
    public void profiles(List<StoredProfile> stored) {
        fx.execute(() -> {
            Map<String, StoredProfile> now = new HashMap<>();
            stored.forEach(each -> now.putIfAbsent(each.name(), each));
            now.keySet().forEach(name -> byName.computeIfAbsent(name, each -> new TunnelModel(each, nanos)));
            byName.values().forEach(each -> each.store(now.get(each.name())));
            byName.values().removeIf(each -> each.stored() == null && !each.isOn());
            arrange();
            loaded.set(true);
            changed();
            List.copyOf(awaited.keySet()).stream()
                    .filter(name -> awaits(name) && now.containsKey(name))
                    .forEach(name -> Objects.requireNonNull(awaited.remove(name))
                            .action()
                            .accept(byName.get(name)));
        });
    }

    @Override
    public void storeTrouble(@Nullable IOException reason) {
        fx.execute(() -> trouble.set(reason));
    }

    @Override
    public void helper(HelperHealth health) {
        fx.execute(() -> helper.set(health));
    }

    @Override
    public void tunnels(List<TunnelStatus> told) {
        fx.execute(() -> {
            Map<String, TunnelStatus> now = new HashMap<>();
            told.forEach(each -> now.put(each.name(), each));
            for (String name : now.keySet()) {
                byName.computeIfAbsent(name, each -> new TunnelModel(each, nanos));
            }
            byName.values().forEach(each -> each.hear(now.get(each.name())));
            // what the command line brought up from a file elsewhere is here for as long as it is on
            byName.values().removeIf(each -> each.stored() == null && !each.isOn());
            arrange();
            changed();
        });
    }

    @Override
    public void event(Event event) {
        fx.execute(() -> {
            switch (event) {
                case Event.State state -> find(state.name()).ifPresent(each -> each.become(state.state()));
                case Event.Warning warning -> find(warning.name()).ifPresent(each -> each.note(warning));
                case Event.Banner banner -> find(banner.name()).ifPresent(each -> each.note(banner));
                default -> {}
            }
            changed();
        });
    }

    @Override
    public void failed(String name, Failure failure) {
        fx.execute(() -> {
            find(name).ifPresent(each -> each.fail(failure));
            changed();
        });
    }
}
