/** Profiles from elsewhere: ssh_config, NetworkManager's files, folders and archives; and to an archive. May import net, profile, control.sshconfig. */
@NullMarked
package dev.culvert.control.exchange;

import org.jspecify.annotations.NullMarked;
