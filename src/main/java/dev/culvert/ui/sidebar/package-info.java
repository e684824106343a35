/** The list of profiles at the window's side, and the menu that stands for it in a narrow window. */
@NullMarked
package dev.culvert.ui.sidebar;

import org.jspecify.annotations.NullMarked;
