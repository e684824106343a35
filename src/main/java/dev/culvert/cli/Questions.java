package dev.culvert.cli;

import org.jspecify.annotations.Nullable;

/** Asks what a command itself has to know. */
public interface Questions {
    /** One line, seen as it is typed; blocks. Null when there is nobody to ask. */
    @Nullable
    String ask(String question);

    /** From here on, passwords and passphrases that are given go to the keyring. */
    void keepSecrets();
}
