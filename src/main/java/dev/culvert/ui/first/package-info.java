/** What is shown before there is a profile, and what tells about the program: about, shortcuts, its icon. */
@NullMarked
package dev.culvert.ui.first;

import org.jspecify.annotations.NullMarked;
