/**
 * What the window asks of the system around it, as interfaces that may be absent: tray, notifications, single instance, start at
 * login. May import nothing of Culvert; {@code desktop.linux} and {@code desktop.awt} carry it out.
 */
@NullMarked
package dev.culvert.desktop;

import org.jspecify.annotations.NullMarked;
