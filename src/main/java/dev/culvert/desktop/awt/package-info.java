/** Tray and notices through java.awt.SystemTray, for Windows and macOS. May import desktop. */
@NullMarked
package dev.culvert.desktop.awt;

import org.jspecify.annotations.NullMarked;
