/** The user's side: starts the helper, talks to it, holds keys and answers questions. May import net, profile, ipc and MINA's key parsing. */
@NullMarked
package dev.culvert.control;

import org.jspecify.annotations.NullMarked;
