/** What the user set: the settings file and the page that shows it. Knows no tunnel; the system's part is handed in. */
@NullMarked
package dev.culvert.ui.settings;

import org.jspecify.annotations.NullMarked;
