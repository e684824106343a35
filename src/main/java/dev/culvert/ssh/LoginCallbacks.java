package dev.culvert.ssh;

import dev.culvert.net.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the user's side does during a login. Every method may block for as long as the user thinks; null or false means no. */
public interface LoginCallbacks {
    /** @return null when the key is trusted; else why not */
    @Nullable
    Failure hostKey(HostKeyQuestion question);

    /**
     * Signs a userauth request with one of the identities offered.
     *
     * @return the signature blob (RFC 4253 §6.6: string algorithm, string signature), or null when declined
     */
    byte @Nullable [] sign(SignatureQuestion question);

    /** @return one answer a prompt; none when the person declines; null when there is nobody to ask */
    @Nullable
    List<String> secrets(SecretQuestion question);

    /** A banner the server sent before login (RFC 4252 §5.4). */
    void banner(String text);

    /** The server took the login. */
    default void loggedIn() {}

    /** Host keys that the server has besides, after login and where the terms ask for them; nothing where nobody learns them. */
    default void hostKeys(HostKeysShown shown) {}

    /**
     * What the server lists and proves (OpenSSH's PROTOCOL 2.5).
     *
     * @param sessionId exchange hash of the first key exchange
     * @param hostKey the key that {@code hostSignature} over the session id is by
     * @param keys public key blobs
     * @param signatures one a key, in the same order
     */
    record HostKeysShown(
            byte[] sessionId, byte[] hostKey, byte[] hostSignature, List<byte[]> keys, List<byte[]> signatures) {
        public HostKeysShown {
            keys = List.copyOf(keys);
            signatures = List.copyOf(signatures);
        }
    }

    /** @param hostKey public key blob (RFC 4253 §6.6) */
    record HostKeyQuestion(String host, int port, byte[] hostKey) {}

    /**
     * All that is needed to see that this signature logs in to the host trusted, and does nothing else.
     *
     * @param publicKey blob of the identity to sign with
     * @param algorithm signature algorithm, such as {@code rsa-sha2-512}
     * @param data what is signed: string session id, then the userauth request (RFC 4252 §7)
     * @param hostKey the server's public key blob of the first key exchange
     * @param hostSignature the server's signature over the session id by that key
     */
    record SignatureQuestion(byte[] publicKey, String algorithm, byte[] data, byte[] hostKey, byte[] hostSignature) {}

    /** @param kind what is asked for */
    record SecretQuestion(Kind kind, String user, String host, String name, String instruction, List<Prompt> prompts) {
        public enum Kind {
            PASSWORD,
            NEW_PASSWORD,
            KEYBOARD_INTERACTIVE,
            /** Of a proxy that the first hop is reached through: {@code host} is its name. */
            PROXY_PASSWORD
        }
    }

    record Prompt(String text, boolean echo) {}
}
