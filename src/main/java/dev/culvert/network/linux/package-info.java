/** What Linux's kernel tells of this machine's network, by JNA. May import net, network and JNA. */
@NullMarked
package dev.culvert.network.linux;

import org.jspecify.annotations.NullMarked;
