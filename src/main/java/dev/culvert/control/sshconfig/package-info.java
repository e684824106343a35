/** What ssh_config says of a host, found as OpenSSH finds it (ssh_config(5)). May import net. */
@NullMarked
package dev.culvert.control.sshconfig;

import org.jspecify.annotations.NullMarked;
