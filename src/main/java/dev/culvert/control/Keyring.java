package dev.culvert.control;

import java.io.IOException;
import java.util.Optional;

/**
 * The system's keyring, where secrets are kept that the person said to keep. Every method blocks: for as long as the person takes to
 * unlock it, two minutes at most. Thread-safe.
 */
public interface Keyring {
    /** Whether there is one on this machine, for this user; blocks for seconds at most, and asks nobody. */
    boolean isThere();

    /** Empty when it keeps none, or the person does not unlock it. */
    Optional<String> find(Item item) throws IOException;

    /** In place of what it kept for {@code item} before. */
    void keep(Item item, String secret) throws IOException;

    /** Does nothing where it keeps none. */
    void forget(Item item) throws IOException;

    /** Takes out all that this program put there. @return how many secrets that were */
    int forgetAll() throws IOException;

    /**
     * What a secret opens.
     *
     * @param subject the path of a key file, or {@code user@server}
     */
    record Item(Kind kind, String subject) {
        /** As the keyring's own list shows it. */
        public String label() {
            return "Culvert: " + subject;
        }
    }

    /** Names in lower case are what keyrings have; they stay as they are. */
    enum Kind {
        PASSPHRASE("passphrase"),
        PASSWORD("password");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
