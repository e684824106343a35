/** The server's end: probing it, setting it up, naming what is wrong there. May import net, profile and ssh. */
@NullMarked
package dev.culvert.remote;

import org.jspecify.annotations.NullMarked;
