/** What the window shows, as observable values: no scene graph, no words. One thread, the JavaFX thread or a test's. */
@NullMarked
package dev.culvert.ui.model;

import org.jspecify.annotations.NullMarked;
