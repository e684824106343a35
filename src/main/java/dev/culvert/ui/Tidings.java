package dev.culvert.ui;

import dev.culvert.desktop.MenuItem;
import dev.culvert.desktop.Notifications;
import dev.culvert.desktop.Tray;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ui.kit.Amounts;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.model.TunnelsModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps tray and notifications as the tunnels are. JavaFX thread. */
final class Tidings {
    private final TunnelsModel tunnels;
    private final Supplier<StateWords> words;
    private final Executor fx;
    private final Actions actions;
    private final Notifications notifications;
    private final BooleanSupplier notify;
    private final BooleanSupplier seen;
    private final Map<String, TunnelState> last = new HashMap<>();
    private @Nullable Tray tray;

    /** What tray and notices lead to; on the JavaFX thread. */
    interface Actions {
        void raise();

        void quit();

        void toggle(TunnelModel tunnel);

        void show(TunnelModel tunnel);
    }

    /**
     * @param notify whether the person wants notices
     * @param seen whether the window is what the person looks at: it shows itself that an answer is needed
     */
    Tidings(
            TunnelsModel tunnels,
            Supplier<StateWords> words,
            Executor fx,
            Actions actions,
            Notifications notifications,
            BooleanSupplier notify,
            BooleanSupplier seen) {
        this.tunnels = tunnels;
        this.words = words;
        this.fx = fx;
        this.actions = actions;
        this.notifications = notifications;
        this.notify = notify;
        this.seen = seen;
    }

    /** From now on shows everything at {@code shown} too. */
    void tray(Tray shown) {
        tray = shown;
        showTray();
    }

    void changed() {
        tunnels.all().forEach(this::notice);
        last.keySet().removeIf(name -> tunnels.find(name).isEmpty());
        showTray();
    }

    /** A question waits for the person. */
    void needsYou(String tunnel) {
        if (!seen.getAsBoolean()) {
            send(tunnel, "window.notice.needs", Notifications.Urgency.CRITICAL, "");
        }
    }

    private void notice(TunnelModel tunnel) {
        TunnelState now = tunnel.state();
        TunnelState before = last.put(tunnel.name(), now);
        // from off a tunnel goes through connecting: what does not was so before this window looked
        boolean isNews =
                before != null && before.getClass() != now.getClass() && !(before instanceof TunnelState.Disconnected);
        if (!isNews) {
            return;
        }
        boolean wasUp = before instanceof TunnelState.Connected || before instanceof TunnelState.Reconnecting;
        switch (now) {
            case TunnelState.Connected _ ->
                send(
                        tunnel.name(),
                        before instanceof TunnelState.Reconnecting ? "window.notice.back" : "window.notice.up",
                        Notifications.Urgency.LOW,
                        "");
            case TunnelState.Reconnecting(int _, var _, var cause) ->
                send(
                        tunnel.name(),
                        "window.notice.lost",
                        Notifications.Urgency.NORMAL,
                        words.get().title(cause));
            case TunnelState.Waiting _ -> needsYou(tunnel.name());
            case TunnelState.Failed(var cause) ->
                send(
                        tunnel.name(),
                        wasUp || before instanceof TunnelState.Disconnecting
                                ? "window.notice.dropped"
                                : "window.notice.failed",
                        Notifications.Urgency.NORMAL,
                        words.get().title(cause));
            default -> notifications.withdraw("tunnel " + tunnel.name());
        }
    }

    private void send(String tunnel, String key, Notifications.Urgency urgency, String body) {
        if (!notify.getAsBoolean()) {
            return;
        }
        Runnable click = onFx(() -> {
            tunnels.find(tunnel).ifPresent(actions::show);
            actions.raise();
        });
        notifications.send(new Notifications.Notice(
                "tunnel " + tunnel,
                words.get().words().text(key, "name", tunnel),
                body,
                urgency,
                Optional.of(click),
                List.of()));
    }

    private Runnable onFx(Runnable action) {
        return () -> fx.execute(action);
    }

    private Runnable onFx(Consumer<TunnelModel> action, TunnelModel tunnel) {
        return () -> fx.execute(() -> action.accept(tunnel));
    }

    private void showTray() {
        Tray shown = tray;
        if (shown == null) {
            return;
        }
        StateWords texts = words.get();
        List<MenuItem> menu = new ArrayList<>();
        for (TunnelModel each : tunnels.all()) {
            String line = each.state() instanceof TunnelState.Connected
                    ? texts.words()
                            .text(
                                    "window.tray.rates",
                                    "name",
                                    each.name(),
                                    "down",
                                    Amounts.rate(each.downRate()).toString(),
                                    "up",
                                    Amounts.rate(each.upRate()).toString())
                    : each.isBusy() || each.state() instanceof TunnelState.Failed
                            ? texts.words()
                                    .text("window.tray.state", "name", each.name(), "state", texts.state(each.state()))
                            : each.name();
            menu.add(
                    new MenuItem.Toggle("tunnel " + each.name(), line, each.isOn(), true, onFx(actions::toggle, each)));
        }
        if (!menu.isEmpty()) {
            menu.add(new MenuItem.Separator("line"));
        }
        menu.add(new MenuItem.Action("show", texts.words().text("window.tray.show"), onFx(actions::raise)));
        menu.add(new MenuItem.Action("quit", texts.words().text("window.tray.quit"), onFx(actions::quit)));
        shown.show(new Tray.Look(icon(), texts.words().text("window.title"), summary(texts), menu));
    }

    private Tray.Icon icon() {
        List<TunnelModel> all = tunnels.all();
        if (all.stream().anyMatch(TunnelModel::isBusy)) {
            return Tray.Icon.BUSY;
        }
        if (all.stream().anyMatch(each -> each.state() instanceof TunnelState.Failed)) {
            return Tray.Icon.FAILED;
        }
        return all.stream().anyMatch(TunnelModel::isUp) ? Tray.Icon.ON : Tray.Icon.OFF;
    }

    private String summary(StateWords texts) {
        List<String> up = tunnels.all().stream()
                .filter(TunnelModel::isUp)
                .map(TunnelModel::name)
                .toList();
        return up.isEmpty()
                ? texts.words().text("window.state.off")
                : texts.words().text("window.tray.up", "names", String.join(", ", up));
    }
}
