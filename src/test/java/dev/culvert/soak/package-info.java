/** What goes wrong under a tunnel for hours, in minutes: {@code src/dev/soak}. */
@NullMarked
package dev.culvert.soak;

import org.jspecify.annotations.NullMarked;
