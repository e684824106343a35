package dev.culvert.ssh;

import dev.culvert.net.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** A user's side that trusts every host and signs with one key file; keeps what it was asked. */
class FileKeys implements LoginCallbacks {
    final List<Object> asked = new ArrayList<>();
    final List<String> banners = new ArrayList<>();
    private final @Nullable KeyPair pair;

    FileKeys(@Nullable Path file) throws IOException, GeneralSecurityException {
        if (file == null) {
            pair = null;
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            pair = SecurityUtils.loadKeyPairIdentities(null, file::toString, in, FilePasswordProvider.EMPTY)
                    .iterator()
                    .next();
        }
    }

    static byte[] publicKey(Path privateFile) throws IOException {
        String line = Files.readString(Path.of(privateFile + ".pub"));
        return Base64.getDecoder().decode(line.split(" ", -1)[1].trim());
    }

    @Override
    public @Nullable Failure hostKey(HostKeyQuestion question) {
        asked.add(question);
        return null;
    }

    @Override
    public void loggedIn() {
        asked.add("logged in");
    }

    @Override
    public byte @Nullable [] sign(SignatureQuestion question) {
        asked.add(question);
        if (pair == null) {
            return null;
        }
        try {
            String algorithm = question.algorithm();
            Signature signer = NamedFactory.create(BuiltinSignatures.VALUES, algorithm);
            signer.initSigner(null, pair.getPrivate());
            signer.update(null, question.data());
            ByteArrayBuffer blob = new ByteArrayBuffer();
            blob.putString(algorithm.replace("-cert-v01@openssh.com", ""));
            blob.putBytes(signer.sign(null));
            return blob.getCompactData();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public @Nullable List<String> secrets(SecretQuestion question) {
        asked.add(question);
        return null;
    }

    @Override
    public void banner(String text) {
        banners.add(text);
    }

    <T> List<T> asked(Class<T> kind) {
        return asked.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
