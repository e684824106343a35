package dev.culvert.control.keys;

import dev.culvert.control.keys.LoginTrial.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;

/**
 * Servers that take a password, or ask questions. They are MINA's: for passwords, stock sshd takes an account of the machine's, which
 * the lab's tests make and these have not.
 */
final class AskingServers implements AutoCloseable {
    private static final String PASSWORD = "right horse";
    private static final String CODE = "123456";
    private static final String USER = "ann";

    private final KeyPair hostKey;
    private final SshServer either;
    private final SshServer both;

    private AskingServers(KeyPair hostKey) throws IOException {
        this.hostKey = hostKey;
        either = server();
        either.setKeyboardInteractiveAuthenticator(new TwoQuestions());
        either.start();
        both = server();
        // any key will do: it is the password after it that is looked at
        both.setPublickeyAuthenticator((user, key, session) -> true);
        both.setKeyboardInteractiveAuthenticator(KeyboardInteractiveAuthenticator.NONE);
        CoreModuleProperties.AUTH_METHODS.set(both, "publickey,password");
        both.start();
    }

    static AskingServers start() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return new AskingServers(generator.generateKeyPair());
    }

    private SshServer server() {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPasswordAuthenticator((user, password, session) -> user.equals(USER) && password.equals(PASSWORD));
        server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        return server;
    }

    private static final class TwoQuestions implements KeyboardInteractiveAuthenticator {
        @Override
        public InteractiveChallenge generateChallenge(
                ServerSession session, String user, String language, String methods) {
            InteractiveChallenge challenge = new InteractiveChallenge();
            challenge.addPrompt("Password: ", false);
            challenge.addPrompt("Code: ", true);
            return challenge;
        }

        @Override
        public boolean authenticate(ServerSession session, String user, List<String> responses) {
            return responses.equals(List.of(PASSWORD, CODE));
        }
    }

    List<String> knownHosts() {
        String key = PublicKeyEntry.toString(hostKey.getPublic());
        return List.of(
                "[127.0.0.1]:%d %s".formatted(either.getPort(), key),
                "[127.0.0.1]:%d %s".formatted(both.getPort(), key));
    }

    /** @param home of who logs in */
    void rows(LoginTable table, Path home, Path key) {
        table.row(
                "password",
                "",
                "",
                Verdict.ACCEPTED,
                () -> at(either, home, List.of("password")).saying(PASSWORD));
        table.row(
                "wrong password",
                "",
                "",
                Verdict.REFUSED,
                () -> at(either, home, List.of("password")).saying("wrong"));
        List<String> interactive = List.of("keyboard-interactive");
        table.row(
                "two questions",
                "",
                "",
                Verdict.ACCEPTED,
                () -> at(either, home, interactive).saying(PASSWORD, CODE));
        table.row(
                "two questions, one answered wrong",
                "",
                "",
                Verdict.REFUSED,
                () -> at(either, home, interactive).saying(PASSWORD, "0"));
        List<String> methods = List.of("publickey", "password");
        table.row(
                "key and then password",
                "ed25519",
                "OpenSSH",
                Verdict.ACCEPTED,
                () -> at(both, home, methods).alsoBy(key).saying(PASSWORD));
        table.row(
                "key and then wrong password",
                "ed25519",
                "OpenSSH",
                Verdict.REFUSED,
                () -> at(both, home, methods).alsoBy(key).saying("wrong"));
        table.row(
                "password where a key is wanted too",
                "",
                "",
                Verdict.REFUSED,
                () -> at(both, home, List.of("password")).saying(PASSWORD));
    }

    private static LoginTrial at(SshServer server, Path home, List<String> methods) {
        return new LoginTrial(home, server.getPort(), USER, methods, List.of(), List.of(), Optional.empty(), List.of());
    }

    @Override
    public void close() throws IOException {
        either.stop(true);
        both.stop(true);
    }
}
