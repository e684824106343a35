package dev.culvert.control;

import org.jspecify.annotations.Nullable;

/** Asks the person: the terminal, an askpass program, or the window's dialogs. Methods block; null or false means no. */
public interface Prompts {
    /** Asks whether an unknown host key is trusted; fingerprint as {@code SHA256:…}, randomart as ssh-keygen -lv draws it. */
    boolean trustHostKey(String host, String keyType, String fingerprint, String randomart);

    /** One line, such as a password, a passphrase or a code. Null when there is nobody to ask. */
    @Nullable
    String ask(Kind kind, String prompt, boolean echo);

    void tell(String text);

    enum Kind {
        PASSWORD,
        PASSPHRASE,
        CODE
    }
}
