package dev.culvert.ssh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.slf4j.LoggerFactory;

/**
 * The host keys that a server lists once it has let somebody in (OpenSSH's PROTOCOL 2.5): it is asked to prove them, and list and proof go
 * to the user's side, which judges both.
 */
final class OtherHostKeys {
    private static final String LIST = "hostkeys-00@openssh.com";
    private static final String PROVE = "hostkeys-prove-00@openssh.com";

    /** sshd has one of a type; a key of 16384 bits has 2 KiB. */
    private static final int MOST = 32;

    private static final int LONGEST = 8 << 10;

    private OtherHostKeys() {}

    static RequestHandler<ConnectionService> handler() {
        return (service, request, wantReply, buffer) -> {
            if (!request.equals(LIST) || wantReply) {
                return RequestHandler.Result.Unsupported;
            }
            Session session = service.getSession();
            Login login = Login.of(session);
            if (login.offer().terms().otherHostKeys() && login.isFirstList()) {
                List<byte[]> keys = blobs(buffer);
                if (!keys.isEmpty()) {
                    // a write can wait, and this is the thread that reads
                    Thread.ofVirtual().name("host keys").start(() -> prove(session, login, keys));
                }
            }
            return RequestHandler.Result.Replied;
        };
    }

    private static List<byte[]> blobs(Buffer buffer) {
        List<byte[]> blobs = new ArrayList<>();
        while (buffer.available() > 0) {
            byte[] blob = buffer.getBytes();
            if (blobs.size() == MOST || blob.length > LONGEST) {
                return List.of();
            }
            blobs.add(blob);
        }
        return blobs;
    }

    private static void prove(Session session, Login login, List<byte[]> keys) {
        try {
            Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
            request.putString(PROVE);
            request.putBoolean(true);
            keys.forEach(request::putBytes);
            session.request(request, PROVE, (command, answer) -> {
                if (command == SshConstants.SSH_MSG_REQUEST_SUCCESS) {
                    List<byte[]> signatures = blobs(answer);
                    if (signatures.size() == keys.size()) {
                        Thread.ofVirtual().name("host keys").start(() -> login.listed(keys, signatures));
                    }
                }
            });
        } catch (IOException e) {
            LoggerFactory.getLogger(OtherHostKeys.class).debug("host keys not proven", e);
        }
    }
}
