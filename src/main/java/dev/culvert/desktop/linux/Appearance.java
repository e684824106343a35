package dev.culvert.desktop.linux;

import dev.culvert.desktop.Tone;
import java.util.Map;
import java.util.function.Consumer;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** How windows are to be: xdg-desktop-portal's {@code org.freedesktop.appearance color-scheme}, now and whenever it changes. */
final class Appearance implements Seat.Guest, AutoCloseable {
    private static final String NAMESPACE = "org.freedesktop.appearance";
    private static final String KEY = "color-scheme";
    private static final Map<UInt32, Tone> TONES = Map.of(new UInt32(1), Tone.DARK, new UInt32(2), Tone.LIGHT);

    private final Consumer<Tone> listener;
    private final Seat seat;

    /** @param listener called on the bus's threads; first when the portal has answered, which it never does where it is not */
    Appearance(SessionBus bus, String name, Consumer<Tone> listener) {
        this.listener = listener;
        seat = bus.seat(name, this);
        seat.take();
    }

    @Override
    public void joined(DBusConnection bus) throws DBusException {
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
        listener.accept(value instanceof UInt32 number ? TONES.getOrDefault(number, Tone.ANY) : Tone.ANY);
    }
}
