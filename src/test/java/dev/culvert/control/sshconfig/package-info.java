/** ssh_config, against the ssh of this machine. */
@NullMarked
package dev.culvert.control.sshconfig;

import org.jspecify.annotations.NullMarked;
