/** What the program promises, from the command line as a user starts it, through stock sshd. */
@NullMarked
package dev.culvert.acceptance;

import org.jspecify.annotations.NullMarked;
