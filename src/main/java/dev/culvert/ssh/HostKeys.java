package dev.culvert.ssh;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** Host key blobs as people read them. */
final class HostKeys {
    private HostKeys() {}

    /** Type and fingerprint as ssh-keygen -l has them; of a certificate, those of the key it certifies. */
    static String describe(byte[] blob) {
        byte[] key = plain(blob);
        String type = PublicKeyLogin.typeOf(key);
        return type + " SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sha256(key));
    }

    private static byte[] plain(byte[] blob) {
        if (!PublicKeyLogin.typeOf(blob).endsWith("-cert-v01@openssh.com")) {
            return blob;
        }
        try {
            OpenSshCertificate certificate = (OpenSshCertificate) new ByteArrayBuffer(blob).getRawPublicKey();
            Buffer key = new ByteArrayBuffer();
            key.putRawPublicKey(certificate.getCertPubKey());
            return key.getCompactData();
        } catch (SshException | RuntimeException e) {
            return blob;
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
