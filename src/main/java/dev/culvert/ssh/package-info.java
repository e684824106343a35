/** SSH: connecting, login bridged to the user's side, the tun channel. May import net, profile, pipeline and MINA. */
@NullMarked
package dev.culvert.ssh;

import org.jspecify.annotations.NullMarked;
