package dev.culvert.control.keys;

import dev.culvert.control.keys.AgentClient.Binding;
import dev.culvert.control.keys.SshReader.MalformedException;
import dev.culvert.ipc.Event;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a signature that the helper wants logs the profile's user in to the profile's host, and does nothing else. The helper
 * is believed nothing: a session id counts because the host's own key signed it, a host key because the user trusts it, and the data
 * to sign because every byte of it is a login request (RFC 4252 §7) of that session. So a helper taken over can log in where the user
 * is logging in anyway, and is no oracle for anything else. Immutable.
 */
final class SignatureGuard {
    private static final int USERAUTH_REQUEST = 50;
    private static final int SHORTEST_SESSION_ID = 32;
    private static final int LONGEST_SESSION_ID = 64;

    private final String user;
    private final Predicate<SshKey> trusted;

    /**
     * @param user login name on the server
     * @param trusted whether a host key, or host certificate, is trusted for the profile's host; asks nobody
     */
    SignatureGuard(String user, Predicate<SshKey> trusted) {
        this.user = user;
        this.trusted = trusted;
    }

    /** Why nothing is signed. */
    enum Refusal {
        /** The blobs do not have SSH's form. */
        MALFORMED,
        /** SHA-1, unknown, or not for this type of key. */
        ALGORITHM_NOT_ALLOWED,
        /** The data is not a login request by public key, or is more than that. */
        NOT_A_LOGIN_REQUEST,
        OTHER_USER,
        /** The data names another key, or another algorithm, than the one to sign with. */
        OTHER_KEY,
        /** The host key did not sign this session id. */
        HOST_NOT_PROVEN,
        HOST_NOT_TRUSTED
    }

    /** Empty when it may be signed. */
    Optional<Refusal> refusal(Event.NeedSignature question) {
        try {
            return Optional.ofNullable(check(question));
        } catch (MalformedException e) {
            return Optional.of(Refusal.MALFORMED);
        }
    }

    private @Nullable Refusal check(Event.NeedSignature question) {
        SshKey key = SshKey.of(question.publicKey());
        if (!Signatures.fits(key, question.algorithm())) {
            return Refusal.ALGORITHM_NOT_ALLOWED;
        }
        SshReader data = new SshReader(question.data());
        byte[] sessionId = data.readBytes();
        if (sessionId.length < SHORTEST_SESSION_ID
                || sessionId.length > LONGEST_SESSION_ID
                || data.readByte() != USERAUTH_REQUEST) {
            return Refusal.NOT_A_LOGIN_REQUEST;
        }
        String requestUser = data.readString();
        if (!data.readString().equals("ssh-connection")
                || !data.readString().equals("publickey")
                || data.readByte() != 1) {
            return Refusal.NOT_A_LOGIN_REQUEST;
        }
        String algorithm = data.readString();
        SshKey named = SshKey.of(data.readBytes());
        if (data.remaining() > 0) {
            return Refusal.NOT_A_LOGIN_REQUEST;
        }
        if (!requestUser.equals(user)) {
            return Refusal.OTHER_USER;
        }
        if (!algorithm.equals(question.algorithm()) || !named.equals(key)) {
            return Refusal.OTHER_KEY;
        }
        SshKey host = SshKey.of(question.hostKey());
        if (!Signatures.verifies(host, question.hostSignature(), sessionId)) {
            return Refusal.HOST_NOT_PROVEN;
        }
        return trusted.test(host) ? null : Refusal.HOST_NOT_TRUSTED;
    }

    /** What the agent is told of a question that was not refused. */
    static Binding binding(Event.NeedSignature question) {
        return new Binding(question.hostKey(), new SshReader(question.data()).readBytes(), question.hostSignature());
    }
}
