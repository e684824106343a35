package dev.culvert.ssh;

import java.io.IOException;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.session.ClientUserAuthService;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.auth.AbstractUserAuthServiceFactory;
import org.apache.sshd.common.session.Session;

/** {@code ssh-userauth}, with each connection's own methods in its own order. */
final class LoginService extends ClientUserAuthService {
    private LoginService(Session session) {
        super(session);
    }

    static AbstractUserAuthServiceFactory factory() {
        return new AbstractUserAuthServiceFactory() {
            @Override
            public Service create(Session session) {
                return new LoginService(session);
            }
        };
    }

    @Override
    public AuthFuture auth(String service) throws IOException {
        clientMethods.clear();
        clientMethods.addAll(Login.of(getClientSession()).offer().methods());
        return super.auth(service);
    }

    @Override
    protected void tryNext(int command, AuthFuture future) throws Exception {
        Login.of(getClientSession()).accepts(serverMethods);
        super.tryNext(command, future);
    }
}
