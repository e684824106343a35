package dev.culvert.desktop.linux;

import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.Variant;

/** The desktop's settings: xdg-desktop-portal, org.freedesktop.portal.Settings. Public for dbus-java alone. */
@DBusInterfaceName(PortalSettings.TYPE)
public interface PortalSettings extends DBusInterface {
    String TYPE = "org.freedesktop.portal.Settings";
    String NAME = "org.freedesktop.portal.Desktop";
    String PATH = "/org/freedesktop/portal/desktop";

    @DBusMemberName("Read")
    Variant<?> read(String namespace, String key);
}
