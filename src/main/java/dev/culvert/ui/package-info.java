/** The window: {@code App} puts it together; {@code FxThread} alone leads into the JavaFX thread. */
@NullMarked
package dev.culvert.ui;

import org.jspecify.annotations.NullMarked;
