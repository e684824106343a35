/** What Linux's kernel tells of this machine's network, by JNA. May import JNA. */
@NullMarked
package dev.culvert.network.linux;

import org.jspecify.annotations.NullMarked;
