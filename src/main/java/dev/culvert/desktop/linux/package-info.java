/** The freedesktop.org way, over D-Bus: StatusNotifierItem with dbusmenu, Notifications, Application, autostart. May import desktop and dbus-java. */
@NullMarked
package dev.culvert.desktop.linux;

import org.jspecify.annotations.NullMarked;
