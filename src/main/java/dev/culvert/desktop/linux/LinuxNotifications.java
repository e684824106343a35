package dev.culvert.desktop.linux;

import dev.culvert.desktop.Notifications;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.interfaces.DBusSigHandler;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices through org.freedesktop.Notifications. All but the interface's methods runs on the seat's thread. */
final class LinuxNotifications implements Notifications, Seat.Guest, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxNotifications.class);

    private static final String APPLICATION = "Culvert";
    /** The desktop entry's name, and that of its icon. */
    private static final String ENTRY = "culvert";

    private static final String CLICK = "default";
    private static final UInt32 NEW = new UInt32(0);
    private static final int AS_LONG_AS_THE_SERVER_LIKES = -1;

    private final Calls calls;
    private final Seat seat;
    private final Map<String, UInt32> idByTag = new HashMap<>();
    private final Map<UInt32, Notice> standing = new HashMap<>();
    /** Of the server there is; empty until it was asked. */
    private Optional<Set<String>> capabilities = Optional.empty();

    private volatile boolean areShown;

    LinuxNotifications(SessionBus bus, Calls calls) {
        this.calls = calls;
        seat = bus.seat("notifications", this);
        seat.take();
    }

    @Override
    public boolean areShown() {
        return areShown;
    }

    @Override
    public void send(Notice notice) {
        seat.run(bus -> {
            if (areShown) {
                send(bus, notice);
            }
        });
    }

    @Override
    public void withdraw(String tag) {
        seat.run(bus -> {
            UInt32 id = idByTag.remove(tag);
            if (id != null) {
                standing.remove(id);
                server(bus).closeNotification(id);
            }
        });
    }

    /** Buttons of a program that is gone would do nothing. */
    @Override
    public void close() {
        seat.run(bus -> {
            for (UInt32 id : List.copyOf(idByTag.values())) {
                server(bus).closeNotification(id);
            }
            left();
        });
        seat.close();
    }

    @Override
    public void joined(DBusConnection bus) throws DBusException {
        listen(bus, "org.freedesktop.DBus", "NameOwnerChanged", signal -> {
            if (NotificationServer.NAME.equals(argument(signal, 0))) {
                seat.run(this::look);
            }
        });
        listen(bus, NotificationServer.NAME, "ActionInvoked", signal -> {
            if (argument(signal, 0) instanceof UInt32 id && argument(signal, 1) instanceof String action) {
                seat.run(still -> invoked(id, action));
            }
        });
        listen(bus, NotificationServer.NAME, "NotificationClosed", signal -> {
            if (argument(signal, 0) instanceof UInt32 id) {
                seat.run(still -> forget(id));
            }
        });
        look(bus);
    }

    @Override
    public void left() {
        areShown = false;
        capabilities = Optional.empty();
        idByTag.clear();
        standing.clear();
    }

    private void look(DBusConnection bus) throws DBusException {
        // Another server knows nothing of the old one's notices.
        left();
        DBus daemon = bus.getRemoteObject("org.freedesktop.DBus", "/org/freedesktop/DBus", DBus.class);
        areShown = daemon.NameHasOwner(NotificationServer.NAME)
                || List.of(daemon.ListActivatableNames()).contains(NotificationServer.NAME);
    }

    private void send(DBusConnection bus, Notice notice) throws DBusException {
        Set<String> can = capabilities.isPresent()
                ? capabilities.get()
                : Set.copyOf(server(bus).getCapabilities());
        capabilities = Optional.of(can);
        List<String> actions = new ArrayList<>();
        if (can.contains("actions")) {
            notice.click().ifPresent(click -> actions.addAll(List.of(CLICK, notice.title())));
            for (int at = 0; at < notice.buttons().size(); at++) {
                actions.addAll(
                        List.of(Integer.toString(at), notice.buttons().get(at).text()));
            }
        }
        UInt32 before = idByTag.getOrDefault(notice.tag(), NEW);
        UInt32 id = server(bus)
                .notice(
                        APPLICATION,
                        before,
                        icon(),
                        notice.title(),
                        can.contains("body-markup") ? escaped(notice.body()) : notice.body(),
                        actions,
                        Map.of(
                                "urgency",
                                new Variant<>(urgency(notice.urgency())),
                                "desktop-entry",
                                new Variant<>(ENTRY)),
                        AS_LONG_AS_THE_SERVER_LIKES);
        standing.remove(before);
        idByTag.put(notice.tag(), id);
        standing.put(id, notice);
    }

    private static byte urgency(Urgency urgency) {
        return switch (urgency) {
            case LOW -> 0;
            case NORMAL -> 1;
            case CRITICAL -> 2;
        };
    }

    private void invoked(UInt32 id, String action) {
        Notice notice = standing.get(id);
        if (notice == null) {
            return; // another program's
        }
        if (action.equals(CLICK)) {
            notice.click().ifPresent(calls::run);
            return;
        }
        for (int at = 0; at < notice.buttons().size(); at++) {
            if (action.equals(Integer.toString(at))) {
                calls.run(notice.buttons().get(at).run());
            }
        }
    }

    private void forget(UInt32 id) {
        standing.remove(id);
        idByTag.values().remove(id);
    }

    private static void listen(DBusConnection bus, String type, String member, DBusSigHandler<DBusSignal> handler)
            throws DBusException {
        bus.addGenericSigHandler(
                DBusMatchRuleBuilder.create()
                        .withType("signal")
                        .withInterface(type)
                        .withMember(member)
                        .build(),
                handler);
    }

    private static Object argument(DBusSignal signal, int at) {
        try {
            Object[] arguments = signal.getParameters();
            return at < arguments.length ? arguments[at] : "";
        } catch (DBusException e) {
            LOG.info("unreadable: {}", e.toString());
            return "";
        }
    }

    private static NotificationServer server(DBusConnection bus) throws DBusException {
        return bus.getRemoteObject(NotificationServer.NAME, NotificationServer.PATH, NotificationServer.class);
    }

    /** The theme's, once installed; from a checkout the file. */
    private static String icon() {
        URL drawn = LinuxNotifications.class.getResource("/icons/icon.svg");
        return drawn != null && drawn.getProtocol().equals("file")
                ? Path.of(URI.create(drawn.toString())).toString()
                : ENTRY;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
