package dev.culvert.desktop.linux;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** Who shows notices: Desktop Notifications Specification 1.2, "D-BUS Protocol". Public for dbus-java alone. */
@DBusInterfaceName(NotificationServer.NAME)
public interface NotificationServer extends DBusInterface {
    String NAME = "org.freedesktop.Notifications";
    String PATH = "/org/freedesktop/Notifications";

    /** @return what it calls the notice */
    @DBusMemberName("Notify")
    UInt32 notice(
            String application,
            UInt32 replaces,
            String icon,
            String summary,
            String body,
            List<String> actions,
            Map<String, Variant<?>> hints,
            int expireMillis);

    @DBusMemberName("CloseNotification")
    void closeNotification(UInt32 id);

    @DBusMemberName("GetCapabilities")
    List<String> getCapabilities();
}
