/** The real window on a screen of its own, in the lab: with the real helper, stock sshd, a window manager and a session bus. */
@NullMarked
package dev.culvert.window;

import org.jspecify.annotations.NullMarked;
