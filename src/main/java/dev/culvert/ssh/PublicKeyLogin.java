package dev.culvert.ssh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code publickey} (RFC 4252 §7): each identity is offered without a signature first, so that the user is asked for a
 * passphrase or a touch only for a key that the server takes. Works on blobs alone: any key type an agent can hold will do.
 */
final class PublicKeyLogin extends LoginMethod {
    private @Nullable Iterator<byte[]> identities;
    private byte @Nullable [] offered;
    private String algorithm = "";

    PublicKeyLogin() {
        super("publickey");
    }

    @Override
    boolean tryNext(Login login, ClientSession session, String service) throws Exception {
        Iterator<byte[]> rest = identities;
        if (rest == null) {
            rest = login.offer().identities().iterator();
            identities = rest;
        }
        while (rest.hasNext()) {
            byte[] blob = rest.next();
            String chosen = algorithmFor(
                    typeOf(blob),
                    login.signatureAlgorithms(),
                    login.offer().terms().userKeys());
            if (chosen == null) {
                continue;
            }
            offered = blob;
            algorithm = chosen;
            login.tried(getName());
            Buffer query = request(session, service);
            query.putBoolean(false);
            query.putString(chosen);
            query.putBytes(blob);
            session.writePacket(query);
            return true;
        }
        return false;
    }

    @Override
    boolean answer(Login login, ClientSession session, String service, Buffer message) throws Exception {
        message.getString();
        byte[] blob = offered;
        if (blob == null || !Arrays.equals(blob, message.getBytes())) {
            throw new IllegalStateException("the server accepts a key that was not offered");
        }
        ByteArrayBuffer data = new ByteArrayBuffer();
        data.putBytes(session.getSessionId());
        data.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
        data.putString(session.getUsername());
        data.putString(service);
        data.putString(getName());
        data.putBoolean(true);
        data.putString(algorithm);
        data.putBytes(blob);
        byte[] signature = login.sign(blob, algorithm, data.getCompactData());
        if (signature == null) {
            return tryNext(login, session, service);
        }
        Buffer signed = request(session, service);
        signed.putBoolean(true);
        signed.putString(algorithm);
        signed.putBytes(blob);
        signed.putBytes(signature);
        session.writePacket(signed);
        return true;
    }

    /** The name a key blob begins with; empty for what is no key blob. */
    static String typeOf(byte[] blob) {
        if (blob.length < 4) {
            return "";
        }
        int length = ByteBuffer.wrap(blob).getInt();
        if (length <= 0 || length > 64 || length > blob.length - 4) {
            return "";
        }
        return new String(blob, 4, length, StandardCharsets.US_ASCII);
    }

    /**
     * RSA keys sign with SHA-2 (RFC 8332), the longer hash first, as far as the server said what it takes; never with SHA-1.
     *
     * @param allowed by the user; empty for all
     * @return null when there is no algorithm in common
     */
    static @Nullable String algorithmFor(String type, Set<String> serverTakes, List<String> allowed) {
        if (type.isEmpty()) {
            return null;
        }
        boolean certificate = type.equals("ssh-rsa-cert-v01@openssh.com");
        if (!certificate && !type.equals("ssh-rsa")) {
            return allowed.isEmpty() || allowed.contains(type) ? type : null;
        }
        for (String plain : List.of("rsa-sha2-512", "rsa-sha2-256")) {
            String name = certificate ? plain + "-cert-v01@openssh.com" : plain;
            if ((serverTakes.isEmpty() || serverTakes.contains(plain))
                    && (allowed.isEmpty() || allowed.contains(name))) {
                return name;
            }
        }
        return null;
    }
}
