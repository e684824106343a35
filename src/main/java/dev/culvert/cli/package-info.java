/** The command line. May import control and profile. */
@NullMarked
package dev.culvert.cli;

import org.jspecify.annotations.NullMarked;
