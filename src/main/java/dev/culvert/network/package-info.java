/** The plan of changes to this machine's network, how they are made, and how they are undone. May import net, profile and Jackson. */
@NullMarked
package dev.culvert.network;

import org.jspecify.annotations.NullMarked;
