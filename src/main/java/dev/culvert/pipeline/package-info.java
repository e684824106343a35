/** The packet path: pumps, counters, filters between a device and a channel. May import net and tun. */
@NullMarked
package dev.culvert.pipeline;

import org.jspecify.annotations.NullMarked;
