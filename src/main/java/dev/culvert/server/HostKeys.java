package dev.culvert.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** Where a server's Ed25519 host key comes from. */
public final class HostKeys {
    private HostKeys() {}

    /** A new key, kept nowhere. */
    public static KeyPair ephemeral() {
        try {
            return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no provider makes Ed25519 keys", e);
        }
    }

    /**
     * The key in {@code file}, in OpenSSH's format; when there is no such file, a new key, stored there with mode 0600. Two
     * processes that start at once end up with the same key.
     *
     * @throws IOException when the file can be neither read nor made, or holds no key without a passphrase
     */
    public static KeyPair loadOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            try {
                store(ephemeral(), file);
            } catch (FileAlreadyExistsException e) {
                return load(file);
            }
        }
        return load(file);
    }

    private static KeyPair load(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            @Nullable
            Iterable<KeyPair> keys = SecurityUtils.loadKeyPairIdentities(null, new PathResource(file), in, null);
            Iterator<KeyPair> each = keys == null ? null : keys.iterator();
            if (each == null || !each.hasNext()) {
                throw new FileSystemException(file.toString(), null, "holds no private key");
            }
            return each.next();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read the key in " + file, e);
        }
    }

    private static void store(KeyPair key, Path file) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "culvert host key", null, text);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot write the key to " + file, e);
        }
        // made with mode 0600, as every temporary file
        Path fresh = Files.createTempFile(directoryOf(file), "." + file.getFileName(), "");
        try {
            Files.write(fresh, text.toByteArray());
            // A link, unlike a move, does not replace the key another process may have stored in the meantime.
            Files.createLink(file, fresh);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static Path directoryOf(Path file) {
        Path directory = file.getParent();
        return directory == null ? Path.of("") : directory;
    }
}
