package dev.culvert.desktop.linux;

import java.util.Optional;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When the machine wakes: logind's {@code PrepareForSleep(false)} on the system's bus (org.freedesktop.login1(5)). */
final class Sleep implements Seat.Guest, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sleep.class);

    private final Runnable woke;
    private final SessionBus bus;
    private final Seat seat;

    /** @param woke called on the bus's threads */
    Sleep(Optional<String> address, Runnable woke) {
        this.woke = woke;
        bus = new SessionBus(address);
        seat = bus.seat("sleep", this);
        seat.take();
    }

    @Override
    public void joined(DBusConnection joined) throws DBusException {
        joined.addGenericSigHandler(
                DBusMatchRuleBuilder.create()
                        .withType("signal")
                        .withPath("/org/freedesktop/login1")
                        .withInterface("org.freedesktop.login1.Manager")
                        .withMember("PrepareForSleep")
                        .build(),
                this::heard);
    }

    private void heard(DBusSignal signal) {
        try {
            Object[] said = signal.getParameters();
            if (said.length == 1 && Boolean.FALSE.equals(said[0])) {
                woke.run();
            }
        } catch (DBusException e) {
            LOG.debug("a signal that cannot be read", e);
        }
    }

    @Override
    public void left() {
        // Until the bus is back, nobody tells.
    }

    @Override
    public void close() {
        seat.close();
        bus.close();
    }
}
