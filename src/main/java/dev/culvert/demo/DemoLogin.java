package dev.culvert.demo;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import dev.culvert.ssh.LoginCallbacks;
import dev.culvert.ssh.SshConnector;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs in by one Ed25519 key, to the one server that it knows, and asks nobody. */
final class DemoLogin implements LoginCallbacks {
    private static final Logger LOG = LoggerFactory.getLogger(DemoLogin.class);

    private final KeyPair key;
    private final byte[] hostKey;

    DemoLogin(KeyPair key, PublicKey hostKey) {
        this.key = key;
        this.hostKey = blob(hostKey);
    }

    SshConnector.Offer offer() {
        return new SshConnector.Offer(List.of("publickey"), List.of(blob(key.getPublic())), LoginTerms.DEFAULT);
    }

    @Override
    public @Nullable Failure hostKey(HostKeyQuestion question) {
        return Arrays.equals(question.hostKey(), hostKey) ? null : Failure.of(FailureCause.HOST_KEY_CHANGED);
    }

    @Override
    public byte @Nullable [] sign(SignatureQuestion question) {
        try {
            Signature signer = BuiltinSignatures.ed25519.create();
            signer.initSigner(null, key.getPrivate());
            signer.update(null, question.data());
            ByteArrayBuffer signature = new ByteArrayBuffer();
            signature.putString(question.algorithm());
            signature.putBytes(signer.sign(null));
            return signature.getCompactData();
        } catch (Exception e) {
            // MINA's signatures declare Exception
            LOG.error("cannot sign", e);
            return null;
        }
    }

    @Override
    public @Nullable List<String> secrets(SecretQuestion question) {
        return null;
    }

    @Override
    public void banner(String text) {
        LOG.debug("banner: {}", text);
    }

    private static byte[] blob(PublicKey key) {
        ByteArrayBuffer buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(key);
        return buffer.getCompactData();
    }
}
