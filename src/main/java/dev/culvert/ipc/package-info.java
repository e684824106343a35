/** The contract between helper and clients: commands, events, frames, socket. May import net, profile and Jackson. */
@NullMarked
package dev.culvert.ipc;

import org.jspecify.annotations.NullMarked;
