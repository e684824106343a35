package dev.culvert.ssh;

import java.util.List;
import org.apache.sshd.client.auth.AbstractUserAuth;
import org.apache.sshd.client.auth.UserAuth;
import org.apache.sshd.client.auth.UserAuthFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/** A login method that asks the user's side (RFC 4252): MINA's own would hold keys and passwords in this process. */
abstract class LoginMethod extends AbstractUserAuth {
    /** SSH_MSG_USERAUTH_PK_OK, _PASSWD_CHANGEREQ and _INFO_REQUEST share this number. */
    static final int METHOD_MESSAGE = 60;

    LoginMethod(String name) {
        super(name);
    }

    static List<UserAuthFactory> factories() {
        return List.of(
                factory("publickey", PublicKeyLogin::new),
                factory("keyboard-interactive", KeyboardLogin::new),
                factory("password", PasswordLogin::new));
    }

    static UserAuthFactory factory(String name, java.util.function.Supplier<UserAuth> method) {
        return new UserAuthFactory() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public UserAuth createUserAuth(ClientSession session) {
                return method.get();
            }
        };
    }

    /** Sends the next request. @return false when this method has nothing more to try */
    abstract boolean tryNext(Login login, ClientSession session, String service) throws Exception;

    /** Answers message 60. @return false to give this method up */
    abstract boolean answer(Login login, ClientSession session, String service, Buffer message) throws Exception;

    @Override
    protected final boolean sendAuthDataRequest(ClientSession session, String service) throws Exception {
        Login login = Login.of(session);
        // what was declined is not asked for in another way
        return login.failure() == null && tryNext(login, session, service);
    }

    @Override
    protected final boolean processAuthDataRequest(ClientSession session, String service, Buffer message)
            throws Exception {
        int command = message.getUByte();
        if (command != METHOD_MESSAGE) {
            throw new IllegalStateException("unexpected " + SshConstants.getCommandMessageName(command));
        }
        return answer(Login.of(session), session, service, message);
    }

    /** SSH_MSG_USERAUTH_REQUEST up to and with the method's name (RFC 4252 §5). */
    final Buffer request(ClientSession session, String service) {
        Buffer buffer = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST);
        buffer.putString(session.getUsername());
        buffer.putString(service);
        buffer.putString(getName());
        return buffer;
    }
}
