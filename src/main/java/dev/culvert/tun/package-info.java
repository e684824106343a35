/** TUN and TAP devices, and one in memory. May import net. */
@NullMarked
package dev.culvert.tun;

import org.jspecify.annotations.NullMarked;
