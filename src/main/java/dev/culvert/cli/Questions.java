package dev.culvert.cli;

import org.jspecify.annotations.Nullable;

/** Asks what a command itself has to know. */
public interface Questions {
    /** One line, seen as it is typed; blocks. Null when there is nobody to ask. */
    @Nullable
    String ask(String question);
}
