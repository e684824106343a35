/** Values of the network and of failure: addresses, counts, packets as views over bytes. May import the JDK alone. */
@NullMarked
package dev.culvert.net;

import org.jspecify.annotations.NullMarked;
