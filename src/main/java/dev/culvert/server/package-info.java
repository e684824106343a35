/** The TUN/TAP server side on MINA: demo, tests, library. May import net, pipeline, tun and ssh's codec. */
@NullMarked
package dev.culvert.server;

import org.jspecify.annotations.NullMarked;
