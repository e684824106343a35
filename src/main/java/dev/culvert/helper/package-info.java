/** The privileged process: owns devices, SSH connections and the machine's network settings. */
@NullMarked
package dev.culvert.helper;

import org.jspecify.annotations.NullMarked;
