/** Profiles: what a user asks for, read from and written to JSON. May import net and Jackson. */
@NullMarked
package dev.culvert.profile;

import org.jspecify.annotations.NullMarked;
