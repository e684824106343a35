package dev.culvert.desktop.linux;

import dev.culvert.desktop.Beat;
import dev.culvert.desktop.Tray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A StatusNotifierItem: registers with the session's watcher, again whenever a watcher or the bus comes back. All but the interface's
 * methods runs on the seat's thread.
 */
final class LinuxTray implements Tray, Seat.Guest {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxTray.class);

    private static final Duration FRAME = Duration.ofMillis(500);
    /** How many icons one process may have: on one bus, two windows of one process are a test. */
    private static final int NAMES = 16;

    private final Listener listener;
    private final Calls calls;
    private final TrayItem item;
    private final TrayMenu menu;
    private final Seat seat;
    private final PanelTone panel;
    private final AtomicReference<Look> wanted = new AtomicReference<>(new Look(Icon.OFF, "", "", List.of()));
    private final List<AutoCloseable> subscriptions = new ArrayList<>();
    private final Beat busy = new Beat(FRAME, this::turnFrame);
    private volatile boolean isHosted;

    private @Nullable String name;
    /** The watcher's connection that we registered with. */
    private String knownTo = "";

    private int frame;

    LinuxTray(SessionBus bus, Map<String, String> environment, Listener listener, Calls calls) {
        this.listener = listener;
        this.calls = calls;
        item = new TrayItem(listener, calls);
        menu = new TrayMenu(listener, calls);
        seat = bus.seat("tray", this);
        panel = new PanelTone(bus, environment, this::tellAgain);
        seat.take();
    }

    @Override
    public boolean isHosted() {
        return isHosted;
    }

    @Override
    public void show(Look look) {
        wanted.set(look);
        tellAgain();
    }

    @Override
    public void close() {
        seat.run(bus -> {
            left();
            for (AutoCloseable each : subscriptions) {
                cancel(each);
            }
            subscriptions.clear();
            // Giving the name back is how a watcher learns that the icon is gone.
            if (name != null) {
                bus.releaseBusName(name);
            }
            bus.unExportObject(TrayItem.PATH);
            bus.unExportObject(TrayMenu.PATH);
        });
        seat.close();
        panel.close();
    }

    @Override
    public void joined(DBusConnection bus) throws DBusException {
        subscriptions.clear();
        bus.exportObject(TrayItem.PATH, item);
        bus.exportObject(TrayMenu.PATH, menu);
        tell(bus);
        name = ownName(bus);
        listen(bus, "org.freedesktop.DBus", "NameOwnerChanged", Optional.of(StatusNotifierWatcher.NAME));
        listen(bus, StatusNotifierWatcher.NAME, "StatusNotifierHostRegistered", Optional.empty());
        listen(bus, StatusNotifierWatcher.NAME, "StatusNotifierHostUnregistered", Optional.empty());
        register(bus);
    }

    @Override
    public void left() {
        knownTo = "";
        hosted(false);
    }

    /** Whatever it was that changed there, look at it afresh. */
    private void listen(DBusConnection bus, String type, String member, Optional<String> about) throws DBusException {
        DBusMatchRuleBuilder rule = DBusMatchRuleBuilder.create()
                .withType("signal")
                .withInterface(type)
                .withMember(member);
        about.ifPresent(first -> rule.withArg0123(0, first));
        subscriptions.add(bus.addGenericSigHandler(rule.build(), signal -> seat.run(this::register)));
    }

    private void register(DBusConnection bus) throws DBusException {
        Optional<String> owner = watcher(bus);
        if (name == null || owner.isEmpty()) {
            knownTo = "";
            hosted(false);
            return;
        }
        // Once for each watcher: some take an item that registers again off the panel first.
        if (!owner.get().equals(knownTo)) {
            bus.getRemoteObject(StatusNotifierWatcher.NAME, StatusNotifierWatcher.PATH, StatusNotifierWatcher.class)
                    .registerStatusNotifierItem(name);
            knownTo = owner.get();
        }
        Object answer = bus.getRemoteObject(StatusNotifierWatcher.NAME, StatusNotifierWatcher.PATH, Properties.class)
                .Get(StatusNotifierWatcher.NAME, "IsStatusNotifierHostRegistered");
        hosted(Boolean.TRUE.equals(answer));
    }

    /** Whose connection it is; none is started where there is none. */
    private static Optional<String> watcher(DBusConnection bus) throws DBusException {
        try {
            return Optional.of(bus.getRemoteObject("org.freedesktop.DBus", "/org/freedesktop/DBus", DBus.class)
                    .GetNameOwner(StatusNotifierWatcher.NAME));
        } catch (DBusExecutionException e) {
            LOG.debug("no watcher: {}", e.toString());
            return Optional.empty();
        }
    }

    /** {@code org.kde.StatusNotifierItem-PID-NUMBER}, as the specification wants it. */
    private static String ownName(DBusConnection bus) throws DBusException {
        DBusException taken = new DBusException("no name");
        for (int number = 1; number <= NAMES; number++) {
            String name =
                    "org.kde.StatusNotifierItem-" + ProcessHandle.current().pid() + "-" + number;
            try {
                bus.requestBusName(name);
                return name;
            } catch (DBusException e) {
                taken = e;
            }
        }
        throw taken;
    }

    private void hosted(boolean isNow) {
        if (isHosted != isNow) {
            isHosted = isNow;
            calls.run(() -> listener.hosted(isNow));
        }
        animate();
    }

    private void tellAgain() {
        seat.run(this::tell);
    }

    private void tell(DBusConnection bus) throws DBusException {
        Look look = wanted.get();
        animate();
        List<DBusSignal> signals =
                new ArrayList<>(item.set(look.icon(), frame, panel.isDark(), look.title(), look.text()));
        menu.set(look.menu()).ifPresent(signals::add);
        signals.forEach(bus::sendMessage);
    }

    /** Moves only while it can be seen. */
    private void animate() {
        boolean shallMove = isHosted && wanted.get().icon() == Icon.BUSY;
        busy.turn(shallMove);
        if (!shallMove) {
            frame = 0;
        }
    }

    private void turnFrame() {
        seat.run(bus -> {
            if (busy.isOn()) {
                frame = 1 - frame;
                tell(bus);
            }
        });
    }

    boolean isMoving() {
        return busy.isOn();
    }

    private static void cancel(AutoCloseable subscription) {
        try {
            subscription.close();
        } catch (Exception e) {
            LOG.debug("could not stop listening", e);
        }
    }
}
