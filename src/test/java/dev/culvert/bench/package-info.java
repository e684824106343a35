/** Culvert beside OpenSSH's client, and long traffic through one tunnel: commands for people, not timed tests. */
@NullMarked
package dev.culvert.bench;

import org.jspecify.annotations.NullMarked;
