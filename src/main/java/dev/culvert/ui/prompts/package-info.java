/** Dialogs over the window's content, one at a time: what a login asks the person, and what the window itself asks. */
@NullMarked
package dev.culvert.ui.prompts;

import org.jspecify.annotations.NullMarked;
