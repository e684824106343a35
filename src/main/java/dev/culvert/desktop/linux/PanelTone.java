package dev.culvert.desktop.linux;

import java.util.Map;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/**
 * Whether the panel is dark. Nobody tells: it is in GNOME and Xfce, whatever the windows are; Plasma's panel is as light as its windows, which
 * the portal knows ({@code org.freedesktop.appearance color-scheme}).
 */
final class PanelTone implements Seat.Guest, AutoCloseable {
    private static final String NAMESPACE = "org.freedesktop.appearance";
    private static final String KEY = "color-scheme";
    private static final UInt32 PREFERS_LIGHT = new UInt32(2);

    private final boolean isAsWindows;
    private final Runnable onChange;
    private volatile boolean isDark = true;
    private final Seat seat;

    /** @param onChange called on the bus's threads */
    PanelTone(SessionBus bus, Map<String, String> environment, Runnable onChange) {
        isAsWindows = environment.getOrDefault("XDG_CURRENT_DESKTOP", "").contains("KDE");
        this.onChange = onChange;
        seat = bus.seat("panel-tone", this);
        seat.take();
    }

    boolean isDark() {
        return isDark;
    }

    @Override
    public void joined(DBusConnection bus) throws DBusException {
        if (!isAsWindows) {
            return;
        }
        bus.addGenericSigHandler(
                DBusMatchRuleBuilder.create()
                        .withType("signal")
                        .withInterface(PortalSettings.TYPE)
                        .withMember("SettingChanged")
                        .withArg0123(0, NAMESPACE)
                        .build(),
                signal -> seat.run(this::look));
        look(bus);
    }

    @Override
    public void left() {
        // As it was, until the bus is back.
    }

    @Override
    public void close() {
        seat.close();
    }

    private void look(DBusConnection bus) throws DBusException {
        Object value = bus.getRemoteObject(PortalSettings.NAME, PortalSettings.PATH, PortalSettings.class)
                .read(NAMESPACE, KEY);
        while (value instanceof Variant<?> wrapped) { // once more than it should be, by the portal's own account
            value = wrapped.getValue();
        }
        boolean isNow = !PREFERS_LIGHT.equals(value);
        if (isNow != isDark) {
            isDark = isNow;
            onChange.run();
        }
    }
}
