/** What users read: the message bundles, rendered with their facts. May import net, profile and ipc. */
@NullMarked
package dev.culvert.control.words;

import org.jspecify.annotations.NullMarked;
