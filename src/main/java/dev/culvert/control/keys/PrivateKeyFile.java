package dev.culvert.control.keys;

import dev.culvert.control.Prompts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A private key file that is opened when it is first signed with, and stays open. Thread-safe. */
final class PrivateKeyFile {
    private static final int ATTEMPTS = 3;

    private final KeyFile file;
    private final Person person;
    private @Nullable LoadedKey loaded;
    private boolean byPassphrase;

    PrivateKeyFile(KeyFile file, Person person) {
        this.file = file;
        this.person = person;
    }

    Path path() {
        return file.path();
    }

    /** Asks for the passphrase where there is one, three times at most. Empty when it stays shut; the person was told why. */
    synchronized Optional<LoadedKey> unlock(SshKey expected) throws IOException {
        Optional<LoadedKey> found = unlock();
        if (found.isPresent() && !found.get().key().equals(expected)) {
            person.tell("keyMismatch", "file", file.path().toString());
            return Optional.empty();
        }
        return found;
    }

    /** As {@link #unlock(SshKey)}, for a file that hides which key it holds. */
    synchronized Optional<LoadedKey> unlock() throws IOException {
        if (loaded == null) {
            if (file.isReadableByOthers()) {
                person.tell("keyTooOpen", "file", file.path().toString());
                return Optional.empty();
            }
            loaded = open();
        }
        return Optional.ofNullable(loaded);
    }

    private @Nullable LoadedKey open() throws IOException {
        if (!file.isEncrypted()) {
            return file.load(null);
        }
        String name = file.path().toString();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String passphrase = person.ask(new Prompts.Question.Passphrase(person.tunnel(), file.path(), attempt > 0));
            if (passphrase == null) {
                person.tell("passphraseNeeded", "file", name);
                return null;
            }
            if (passphrase.isEmpty()) {
                return null;
            }
            try {
                LoadedKey opened = file.load(passphrase);
                byPassphrase = true;
                return opened;
            } catch (KeyFile.WrongPassphraseException e) {
                // asked again
            }
        }
        person.tell("passphraseWrong", "file", name);
        return null;
    }

    /** Takes the key that another process unlocked. */
    synchronized void unlockWith(LoadedKey unlocked) {
        loaded = unlocked;
        byPassphrase = true;
    }

    /** The key when a passphrase opened it. */
    synchronized Optional<LoadedKey> unlocked() {
        return byPassphrase ? Optional.ofNullable(loaded) : Optional.empty();
    }

    synchronized void forget() {
        loaded = null;
    }
}
