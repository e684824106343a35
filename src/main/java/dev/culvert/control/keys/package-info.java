/** The user's keys, agent, known_hosts and ssh_config, and the answers made of them. May import net, profile, ipc, control, and MINA's key parsing. */
@NullMarked
package dev.culvert.control.keys;

import org.jspecify.annotations.NullMarked;
