package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** A file that ssh takes as IdentityFile: a private key (OpenSSH's format, PEM or PuTTY's), or a public one. */
record KeyFile(Path path) {
    private static final int LONGEST = 256 * 1024;
    private static final String OPENSSH = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);

    /** The passphrase does not open the file. */
    static final class WrongPassphraseException extends IOException {
        private static final long serialVersionUID = 1;

        WrongPassphraseException(Throwable cause) {
            super(cause);
        }
    }

    /** Whether it is there, or at least the {@code .pub} beside it, whose key an agent may hold. */
    boolean exists() {
        return Files.isRegularFile(path) || Files.isRegularFile(publicFile());
    }

    private Path publicFile() {
        return path.resolveSibling(path.getFileName() + ".pub");
    }

    /**
     * The public key, without a passphrase: what OpenSSH's and PuTTY's files have in clear, else the {@code .pub} beside it, else from
     * a private key that is not encrypted. Empty for an encrypted PEM file without {@code .pub}, which hides it.
     */
    Optional<SshKey> publicKey() throws IOException {
        if (!Files.isRegularFile(path)) {
            return publicLine(text(publicFile()));
        }
        String text = text(path);
        if (isOpenSsh(text)) {
            return Optional.of(clearPart(text));
        }
        if (PuttyKey.isPutty(text)) {
            return Optional.of(PuttyKey.parse(text).publicKey());
        }
        Path beside = publicFile();
        if (Files.isRegularFile(beside)) {
            return publicLine(text(beside));
        }
        if (!text.contains("-----BEGIN")) {
            return publicLine(text);
        }
        PemKey pem = new PemKey(text);
        return pem.isEncrypted() ? Optional.empty() : Optional.of(pem.load(null).key());
    }

    /** The user certificate beside it: {@code id_x-cert.pub}. */
    Optional<SshKey> certificate() throws IOException {
        Path beside = certificateFile();
        return Files.isRegularFile(beside) ? certificateIn(beside) : Optional.empty();
    }

    Path certificateFile() {
        return path.resolveSibling(path.getFileName() + "-cert.pub");
    }

    /** The user certificate that a file holds. */
    static Optional<SshKey> certificateIn(Path file) throws IOException {
        return publicLine(text(file))
                .filter(SshKey::isCertificate)
                .filter(key -> Certificate.of(key).kind() == Certificate.Kind.USER);
    }

    /** Whether there is a private key in it. */
    boolean isPrivate() throws IOException {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        String text = text(path);
        return PuttyKey.isPutty(text) || text.contains("PRIVATE KEY-----");
    }

    boolean isEncrypted() throws IOException {
        String text = text(path);
        if (isOpenSsh(text)) {
            return !openSsh(text).readString().equals("none");
        }
        return PuttyKey.isPutty(text) ? PuttyKey.parse(text).isEncrypted() : new PemKey(text).isEncrypted();
    }

    private static boolean isOpenSsh(String text) {
        return text.contains(OPENSSH);
    }

    /** As ssh demands (sshkey_perm_ok in authfile.c): a private key of this user's that others can read is not used. */
    boolean isReadableByOthers() throws IOException {
        try {
            UserPrincipal user = path.getFileSystem()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(System.getProperty("user.name"));
            return Files.getOwner(path).equals(user)
                    && Files.getPosixFilePermissions(path).stream()
                            .anyMatch(permission -> !permission.name().startsWith("OWNER_"));
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * @throws WrongPassphraseException when {@code passphrase} does not open it
     * @throws MalformedException for what is none of the formats
     */
    LoadedKey load(@Nullable String passphrase) throws IOException {
        String text = text(path);
        if (isOpenSsh(text)) {
            return loadOpenSsh(text, passphrase);
        }
        return PuttyKey.isPutty(text) ? PuttyKey.parse(text).load(passphrase) : new PemKey(text).load(passphrase);
    }

    private LoadedKey loadOpenSsh(String text, @Nullable String passphrase) throws IOException {
        boolean[] asked = new boolean[1];
        FilePasswordProvider provider = (session, resource, attempt) -> {
            asked[0] = true;
            return passphrase;
        };
        try {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null,
                    path::toString,
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)),
                    provider);
            Iterator<KeyPair> found = pairs == null ? List.<KeyPair>of().iterator() : pairs.iterator();
            if (!found.hasNext()) {
                throw new IOException("no key in " + path);
            }
            return LoadedKey.of(found.next());
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            if (asked[0]) {
                throw new WrongPassphraseException(e);
            }
            throw new IOException("cannot read the key in " + path, e);
        }
    }

    private static SshKey clearPart(String text) {
        SshReader reader = openSsh(text);
        reader.readBytes();
        reader.readBytes();
        reader.readBytes();
        if (reader.readInt() != 1) {
            throw new MalformedException("more than one key");
        }
        return SshKey.of(reader.readBytes());
    }

    /** PROTOCOL.key, behind its magic. */
    private static SshReader openSsh(String text) {
        int start = text.indexOf(OPENSSH) + OPENSSH.length();
        int end = text.indexOf("-----END", start);
        if (end < 0) {
            throw new MalformedException("no end of the key");
        }
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(text.substring(start, end));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not base64");
        }
        if (bytes.length < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new MalformedException("not openssh-key-v1");
        }
        return new SshReader(Arrays.copyOfRange(bytes, MAGIC.length, bytes.length));
    }

    private static Optional<SshKey> publicLine(String text) {
        for (String line : text.lines().toList()) {
            String[] fields = line.strip().split("\\s+", 3);
            if (fields.length >= 2 && !line.startsWith("#")) {
                return Optional.of(SshKey.parse(fields[1]));
            }
        }
        return Optional.empty();
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > LONGEST) {
            throw new IOException(file + " is too long for a key");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
