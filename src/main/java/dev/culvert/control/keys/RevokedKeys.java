package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of keys that are trusted nowhere (ssh_config(5), RevokedHostKeys): a public key a line, or a key revocation list of ssh-keygen
 * -k. Read anew each time.
 */
final class RevokedKeys {
    /** Lists of a whole company's certificates are far shorter. */
    private static final long LONGEST = 32 << 20;

    private RevokedKeys() {}

    /**
     * Whether {@code file} has this key, the key in this certificate, or its authority.
     *
     * @throws IOException when the file cannot be read to its end, or has a line that is no key: then nothing is known to be good
     */
    static boolean contain(Path file, SshKey key) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("no such file");
        }
        if (Files.size(file) > LONGEST) {
            throw new IOException("too long");
        }
        byte[] bytes = Files.readAllBytes(file);
        try {
            return Krl.isOne(bytes) ? Krl.parse(bytes).revokes(key) : isListed(bytes, key);
        } catch (MalformedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static boolean isListed(byte[] bytes, SshKey key) {
        SshKey plain = key.plain();
        SshKey authority = key.isCertificate() ? Certificate.of(key).authority() : plain;
        for (String line :
                new String(bytes, StandardCharsets.ISO_8859_1).lines().toList()) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String[] fields = text.split("[ \t]+", 3);
            if (fields.length < 2) {
                throw new MalformedException("a line that is no key");
            }
            SshKey listed = SshKey.parse(fields[1]);
            if (!listed.type().equals(fields[0])) {
                throw new MalformedException("a line that is no key");
            }
            SshKey revoked = listed.plain();
            if (revoked.equals(plain) || revoked.equals(authority)) {
                return true;
            }
        }
        return false;
    }
}
