package dev.culvert.desktop.linux;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.Variant;

/** A running program as launchers see it: Desktop Entry Specification 1.5, "D-Bus Activation". Public for dbus-java alone. */
@DBusInterfaceName("org.freedesktop.Application")
public interface ApplicationBus extends DBusInterface {
    @DBusMemberName("Activate")
    void activate(Map<String, Variant<?>> platformData);

    @DBusMemberName("Open")
    void open(List<String> uris, Map<String, Variant<?>> platformData);

    @DBusMemberName("ActivateAction")
    void activateAction(String name, List<Variant<?>> parameter, Map<String, Variant<?>> platformData);
}
