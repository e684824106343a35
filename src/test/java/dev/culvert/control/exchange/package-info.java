/** Profiles from elsewhere. */
@NullMarked
package dev.culvert.control.exchange;

import org.jspecify.annotations.NullMarked;
