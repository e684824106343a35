/** The profile editor: fields over the profile's JSON text, which alone is the truth. Imports no tunnel, no helper. */
@NullMarked
package dev.culvert.ui.editor;

import org.jspecify.annotations.NullMarked;
