package dev.culvert.control.keys;

import dev.culvert.control.Prompts;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A private key file that is opened when it is first signed with, and stays open. Thread-safe. */
final class PrivateKeyFile {
    private static final int ATTEMPTS = 3;

    private final KeyFile file;
    private final Person person;
    private @Nullable KeyPair pair;
    private boolean byPassphrase;

    PrivateKeyFile(KeyFile file, Person person) {
        this.file = file;
        this.person = person;
    }

    Path path() {
        return file.path();
    }

    /** Asks for the passphrase where there is one, three times at most. Empty when it stays shut; the person was told why. */
    synchronized Optional<KeyPair> unlock(SshKey expected) throws IOException {
        if (pair == null) {
            if (file.isReadableByOthers()) {
                person.tell("keyTooOpen", "file", file.path().toString());
                return Optional.empty();
            }
            KeyPair opened = open();
            if (opened == null) {
                return Optional.empty();
            }
            if (!KeyFile.publicOf(opened).equals(expected)) {
                person.tell("keyMismatch", "file", file.path().toString());
                return Optional.empty();
            }
            pair = opened;
        }
        return Optional.of(pair);
    }

    private @Nullable KeyPair open() throws IOException {
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
                KeyPair opened = file.load(passphrase);
                byPassphrase = true;
                return opened;
            } catch (KeyFile.WrongPassphraseException e) {
                // asked again
            }
        }
        person.tell("passphraseWrong", "file", name);
        return null;
    }

    /** Takes the key of {@code expected} out of those that another process unlocked. */
    synchronized void unlockWith(List<PrivateKey> unlocked, SshKey expected) {
        byte[] probe = {1};
        String algorithm = expected.type().equals("ssh-rsa") ? "rsa-sha2-256" : expected.type();
        for (PrivateKey each : unlocked) {
            try {
                KeyPair candidate = new KeyPair(Signatures.publicKey(expected), each);
                if (Signatures.verifies(expected, Signatures.sign(candidate, algorithm, probe), probe)) {
                    pair = candidate;
                    byPassphrase = true;
                }
            } catch (IOException | RuntimeException e) {
                // a key of another kind
            }
        }
    }

    /** The key as PKCS#8 when a passphrase opened it. */
    synchronized Optional<byte[]> unlocked() {
        return pair != null && byPassphrase
                ? Optional.ofNullable(pair.getPrivate().getEncoded())
                : Optional.empty();
    }

    synchronized void forget() {
        pair = null;
    }
}
