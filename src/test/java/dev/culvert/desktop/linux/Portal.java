package dev.culvert.desktop.linux;

import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** xdg-desktop-portal, as far as it tells light from dark. */
final class Portal implements PortalSettings, AutoCloseable {
    private final DBusConnection bus;
    private volatile long scheme;

    Portal(PrivateBus session) throws Exception {
        bus = session.connect();
        bus.exportObject(PATH, this);
        bus.requestBusName(NAME);
    }

    /** 0 nothing, 1 dark, 2 light. */
    void prefer(long now) throws Exception {
        scheme = now;
        bus.sendMessage(bus.getMessageFactory()
                .createSignal(
                        null,
                        PATH,
                        TYPE,
                        "SettingChanged",
                        "ssv",
                        "org.freedesktop.appearance",
                        "color-scheme",
                        new Variant<>(new UInt32(now))));
    }

    @Override
    public Variant<?> read(String namespace, String key) {
        return new Variant<>(new Variant<>(new UInt32(scheme)), "v");
    }

    @Override
    public String getObjectPath() {
        return PATH;
    }

    @Override
    public void close() {
        bus.disconnect();
    }
}
