/**
 * The privileged process: owns devices, SSH connections and the machine's network settings. It has CAP_NET_ADMIN and nothing
 * else, so in here no raw or ping socket can be opened, no program with file capabilities (such as ping) started, and no file
 * of another user read. May import all but control, cli and ui.
 */
@NullMarked
package dev.culvert.helper;

import org.jspecify.annotations.NullMarked;
