/** Where the program starts. May import ui, cli and helper. */
@NullMarked
package dev.culvert;

import org.jspecify.annotations.NullMarked;
