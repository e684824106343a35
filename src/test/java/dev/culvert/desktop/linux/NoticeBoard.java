package dev.culvert.desktop.linux;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** A notification server that shows nothing and remembers everything. */
final class NoticeBoard implements NotificationServer, AutoCloseable {
    /** What Notify was called with, and the number it was given. */
    record Posted(
            long id,
            long replaces,
            String icon,
            String summary,
            String body,
            List<String> actions,
            Map<String, Variant<?>> hints) {}

    private final DBusConnection bus;
    private final List<String> capabilities;
    private final AtomicLong ids = new AtomicLong(40);
    final List<Posted> posted = new CopyOnWriteArrayList<>();
    final List<Long> closed = new CopyOnWriteArrayList<>();

    NoticeBoard(PrivateBus session, String... capabilities) throws Exception {
        this.capabilities = List.of(capabilities);
        bus = session.connect();
        bus.exportObject(PATH, this);
        bus.requestBusName(NAME);
    }

    @Override
    public UInt32 notice(
            String application,
            UInt32 replaces,
            String icon,
            String summary,
            String body,
            List<String> actions,
            Map<String, Variant<?>> hints,
            int expireMillis) {
        long id = replaces.longValue() == 0 ? ids.incrementAndGet() : replaces.longValue();
        posted.add(new Posted(id, replaces.longValue(), icon, summary, body, actions, hints));
        return new UInt32(id);
    }

    @Override
    public void closeNotification(UInt32 id) {
        closed.add(id.longValue());
        dismiss(id.longValue());
    }

    @Override
    public List<String> getCapabilities() {
        return capabilities;
    }

    @Override
    public String getObjectPath() {
        return PATH;
    }

    /** As when the user clicks there. */
    void invoke(long id, String action) {
        emit("ActionInvoked", "us", new UInt32(id), action);
    }

    void dismiss(long id) {
        emit("NotificationClosed", "uu", new UInt32(id), new UInt32(2));
    }

    @Override
    public void close() {
        bus.disconnect();
    }

    private void emit(String member, String signature, Object... arguments) {
        try {
            DBusSignal signal = bus.getMessageFactory().createSignal(null, PATH, NAME, member, signature, arguments);
            bus.sendMessage(signal);
        } catch (DBusException e) {
            throw new IllegalStateException(e);
        }
    }
}
