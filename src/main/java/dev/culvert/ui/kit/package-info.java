/** The window's own controls and its look: what every view is built from. Knows no tunnel. */
@NullMarked
package dev.culvert.ui.kit;

import org.jspecify.annotations.NullMarked;
