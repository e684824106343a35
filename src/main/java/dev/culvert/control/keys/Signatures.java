package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** Signature blobs (RFC 4253 §6.6: string algorithm, string signature); never by SHA-1. */
final class Signatures {
    /** Which algorithms a key of each type signs with. */
    private static final Map<String, Set<String>> ALGORITHMS = Map.of(
            "ssh-ed25519", Set.of("ssh-ed25519"),
            "ssh-rsa", Set.of("rsa-sha2-512", "rsa-sha2-256"),
            "ecdsa-sha2-nistp256", Set.of("ecdsa-sha2-nistp256"),
            "ecdsa-sha2-nistp384", Set.of("ecdsa-sha2-nistp384"),
            "ecdsa-sha2-nistp521", Set.of("ecdsa-sha2-nistp521"),
            "sk-ssh-ed25519@openssh.com", Set.of("sk-ssh-ed25519@openssh.com"),
            "sk-ecdsa-sha2-nistp256@openssh.com", Set.of("sk-ecdsa-sha2-nistp256@openssh.com"));

    private static final int SHORTEST_RSA = 1024;

    private Signatures() {}

    /** The algorithm without the mark of a certificate: {@code rsa-sha2-512-cert-v01@openssh.com} signs as {@code rsa-sha2-512}. */
    static String plain(String algorithm) {
        if (!algorithm.endsWith(SshKey.CERTIFICATE)) {
            return algorithm;
        }
        String plain = algorithm.substring(0, algorithm.length() - SshKey.CERTIFICATE.length());
        return plain.startsWith("sk-") ? plain + "@openssh.com" : plain;
    }

    /** Whether this program logs in with such a key: a known type, RSA of at least 1024 bits (RequiredRSASize in ssh_config(5)). */
    static boolean takes(SshKey key) {
        return ALGORITHMS.containsKey(key.plainType())
                && (!key.plainType().equals("ssh-rsa") || key.bits() >= SHORTEST_RSA);
    }

    /** Whether this is a plain key of a type that signs here. */
    static boolean isKnown(SshKey key) {
        return ALGORITHMS.containsKey(key.type());
    }

    /** Whether a key of this type signs with this algorithm, each as it is named in a login request. */
    static boolean fits(SshKey key, String algorithm) {
        return algorithm.endsWith(SshKey.CERTIFICATE) == key.isCertificate()
                && ALGORITHMS.getOrDefault(key.plainType(), Set.of()).contains(plain(algorithm));
    }

    /** Whether {@code blob} is {@code key}'s signature over {@code data}. */
    static boolean verifies(SshKey key, byte[] blob, byte[] data) {
        try {
            SshKey plain = key.plain();
            String algorithm = new SshReader(blob).readString();
            if (!fits(plain, algorithm)) {
                return false;
            }
            PublicKey publicKey = publicKey(plain);
            Signature verifier = NamedFactory.create(BuiltinSignatures.VALUES, algorithm);
            verifier.initVerifier(null, publicKey);
            verifier.update(null, data);
            return verifier.verify(null, blob);
        } catch (MalformedException e) {
            return false;
        } catch (Exception e) {
            // MINA's signatures declare Exception: whatever it is, nothing was verified
            return false;
        }
    }

    static PublicKey publicKey(SshKey key) throws IOException {
        return new ByteArrayBuffer(key.blob()).getRawPublicKey();
    }

    /** @param algorithm as named in a login request */
    static byte[] sign(PrivateKey secret, String algorithm, byte[] data) throws IOException {
        try {
            String plain = plain(algorithm);
            Signature signer = NamedFactory.create(BuiltinSignatures.VALUES, plain);
            signer.initSigner(null, secret);
            signer.update(null, data);
            return new SshWriter().putString(plain).putBytes(signer.sign(null)).toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        } catch (Exception e) {
            throw new IOException("signing failed: " + e.getMessage(), e);
        }
    }
}
