package dev.culvert.ssh;

import dev.culvert.ssh.LoginCallbacks.Prompt;
import dev.culvert.ssh.LoginCallbacks.SecretQuestion.Kind;
import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** {@code password} (RFC 4252 §8): one attempt each time the user's side gives one, as often as the terms have it. */
final class PasswordLogin extends LoginMethod {
    /** Of new passwords that the server does not take. */
    private static final int CHANGES = 10;

    private int attempts;
    private int changes;
    private boolean givenUp;
    private @Nullable String password;

    PasswordLogin() {
        super("password");
    }

    @Override
    boolean tryNext(Login login, ClientSession session, String service) throws Exception {
        if (attempts > 0 && password != null) {
            login.secretRefused();
        }
        if (givenUp || attempts >= login.offer().terms().passwordPrompts()) {
            return false;
        }
        attempts++;
        login.tried(getName());
        List<String> answer = login.secrets(Kind.PASSWORD, "", "", List.of(new Prompt("", false)));
        if (answer == null) {
            givenUp = true;
            return false;
        }
        password = answer.getFirst();
        Buffer request = request(session, service);
        request.putBoolean(false);
        request.putString(answer.getFirst());
        session.writePacket(request);
        return true;
    }

    /** SSH_MSG_USERAUTH_PASSWD_CHANGEREQ: the password was right, and has to be changed to get in. */
    @Override
    boolean answer(Login login, ClientSession session, String service, Buffer message) throws Exception {
        List<String> answer = login.secrets(Kind.NEW_PASSWORD, "", message.getString(), List.of(new Prompt("", false)));
        String old = password;
        if (answer == null || old == null || ++changes > CHANGES) {
            givenUp = true;
            password = null;
            return false;
        }
        // the old one stays: a server that does not take the new one asks for both again
        Buffer request = request(session, service);
        request.putBoolean(true);
        request.putString(old);
        request.putString(answer.getFirst());
        session.writePacket(request);
        return true;
    }

    @Override
    public void destroy() {
        password = null;
        super.destroy();
    }
}
