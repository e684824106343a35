/** The log: a file that grows, and lines of the window's own, filtered and followed. */
@NullMarked
package dev.culvert.ui.log;

import org.jspecify.annotations.NullMarked;
