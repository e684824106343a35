/** The page of one tunnel: switch, path, figures, steps of connecting, and what to do when it failed. */
@NullMarked
package dev.culvert.ui.tunnel;

import org.jspecify.annotations.NullMarked;
