/** Linux's TUN and TAP devices by JNA. May import tun, net and JNA. */
@NullMarked
package dev.culvert.tun.linux;

import org.jspecify.annotations.NullMarked;
