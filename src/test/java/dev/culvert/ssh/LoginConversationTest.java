package dev.culvert.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.LoginCallbacks.Prompt;
import dev.culvert.ssh.LoginCallbacks.SecretQuestion;
import dev.culvert.ssh.SshConnector.Offer;
import dev.culvert.ssh.SshConnector.Target;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.AbstractUserAuth;
import org.apache.sshd.server.auth.UserAuth;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Longer conversations of a login: at MINA's server side, for OpenSSH's sshd asks for no new password this way (auth2-passwd.c) and has
 * rounds of questions from PAM alone; what it can do without PAM is asked of it.
 */
class LoginConversationTest {
    @TempDir
    Path directory;

    final SshServer server = SshServer.setUpDefaultServer();
    final SshConnector connector = new SshConnector();
    final List<String> seen = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        server.setKeyPairProvider(KeyPairProvider.wrap(generator.generateKeyPair()));
        server.setHost("127.0.0.1");
        server.setKeyboardInteractiveAuthenticator(KeyboardInteractiveAuthenticator.NONE);
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        server.stop(true);
    }

    SshConnection connect(LoginTerms terms, LoginCallbacks answers, String... methods) throws Exception {
        server.start();
        return connector.connect(
                new Target("server.test", server.getPort(), List.of(InetAddress.getLoopbackAddress()), "ann"),
                new Offer(List.of(methods), List.of(), terms),
                new Profile.Keepalive(Duration.ofSeconds(10), 3),
                answers,
                stage -> {});
    }

    Failure failure(LoginTerms terms, LoginCallbacks answers, String... methods) {
        return catchThrowableOfType(TunnelException.class, () -> connect(terms, answers, methods))
                .failure();
    }

    /** RFC 4252 §8: the server takes the second new password; the old one stands in both requests. */
    @Test
    void aPasswordIsChanged() throws Exception {
        server.setUserAuthFactories(List.of(expired()));
        Answers answers = new Answers("old", "new", "newer");
        try (SshConnection connection = connect(LoginTerms.DEFAULT, answers, "password")) {
            assertThat(connection.facts().user()).isEqualTo("ann");
        }
        assertThat(seen).containsExactly("old to new", "old to newer");
        assertThat(answers.asked(SecretQuestion.class))
                .extracting(SecretQuestion::instruction)
                .containsExactly("", "Choose a new one", "Too short, choose another");
    }

    /** An expired password: a new one has to have more than three characters. MINA's own method asks for one only once. */
    private UserAuthFactory expired() {
        return new UserAuthFactory() {
            @Override
            public String getName() {
                return "password";
            }

            @Override
            public UserAuth createUserAuth(ServerSession session) {
                return new AbstractUserAuth(getName()) {
                    @Override
                    protected @Nullable Boolean doAuth(Buffer buffer, boolean init) throws Exception {
                        boolean change = buffer.getBoolean();
                        String old = buffer.getString();
                        String asked = "Choose a new one";
                        if (change) {
                            String chosen = buffer.getString();
                            seen.add(old + " to " + chosen);
                            if (chosen.length() > 3) {
                                return true;
                            }
                            asked = "Too short, choose another";
                        }
                        Buffer request = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_PASSWD_CHANGEREQ);
                        request.putString(asked);
                        request.putString("");
                        session.writePacket(request);
                        return null;
                    }
                };
            }
        };
    }

    /** Two rounds, the first shown and empty of a name, the second hidden, then a round that only says something. */
    @Test
    void roundsOfQuestions() throws Exception {
        server.setUserAuthFactories(List.of(rounds(List.of(
                List.of(new Prompt("Account: ", true), new Prompt("", false)),
                List.of(new Prompt("Code: ", false)),
                List.of()))));
        Answers answers = new Answers("ann|", "123");
        try (SshConnection connection = connect(LoginTerms.DEFAULT, answers, "keyboard-interactive", "password")) {
            assertThat(connection.facts().user()).isEqualTo("ann");
        }
        assertThat(seen).containsExactly("[ann, ]", "[123]", "[]");
        assertThat(answers.asked(SecretQuestion.class))
                .extracting(SecretQuestion::prompts)
                .containsExactly(
                        List.of(new Prompt("Account: ", true), new Prompt("", false)),
                        List.of(new Prompt("Code: ", false)));
        assertThat(answers.banners).containsExactly("Round 2");
    }

    /** Asks each round in turn and lets everybody in after the last. */
    private UserAuthFactory rounds(List<List<Prompt>> rounds) {
        return new UserAuthFactory() {
            @Override
            public String getName() {
                return "keyboard-interactive";
            }

            @Override
            public UserAuth createUserAuth(ServerSession session) {
                return new AbstractUserAuth(getName()) {
                    private int round;

                    @Override
                    protected @Nullable Boolean doAuth(Buffer buffer, boolean init) throws Exception {
                        if (!init) {
                            buffer.getUByte();
                            List<String> given = new ArrayList<>();
                            for (int i = buffer.getInt(); i > 0; i--) {
                                given.add(buffer.getString());
                            }
                            seen.add(given.toString());
                        }
                        if (round == rounds.size()) {
                            return true;
                        }
                        Buffer request = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_INFO_REQUEST);
                        request.putString("");
                        request.putString("Round " + round);
                        request.putString("");
                        request.putInt(rounds.get(round).size());
                        for (Prompt prompt : rounds.get(round)) {
                            request.putString(prompt.text());
                            request.putBoolean(prompt.echo());
                        }
                        round++;
                        session.writePacket(request);
                        return null;
                    }
                };
            }
        };
    }

    /** A no is not taken for nobody, nor is the same asked in another way. */
    @Test
    void declinedIsToldFromRefused() throws Exception {
        server.setPasswordAuthenticator((user, password, session) -> false);
        FileKeys declining = new FileKeys(null) {
            @Override
            public List<String> secrets(SecretQuestion question) {
                super.secrets(question);
                return List.of();
            }
        };
        Failure failure = failure(LoginTerms.DEFAULT, declining, "password", "keyboard-interactive");
        assertThat(failure.cause()).isEqualTo(FailureCause.SECRET_DECLINED);
        assertThat(failure.facts()).containsEntry("what", "password");
        assertThat(declining.asked(SecretQuestion.class)).hasSize(1);
    }

    @Test
    void asOftenAsTheTermsHaveIt() throws Exception {
        server.setPasswordAuthenticator((user, password, session) -> {
            seen.add(password);
            return false;
        });
        LoginTerms once = new LoginTerms(List.of(), List.of(), List.of(), List.of(), List.of(), 0, 0, 1, false);
        assertThat(failure(once, new Answers("a", "b"), "password").cause()).isEqualTo(FailureCause.LOGIN_REFUSED);
        assertThat(seen).containsExactly("a");
    }

    @Test
    void aLongBannerIsCut() throws Exception {
        server.setPasswordAuthenticator((user, password, session) -> true);
        CoreModuleProperties.WELCOME_BANNER.set(server, "x".repeat(100_000));
        Answers answers = new Answers("right");
        try (SshConnection connection = connect(LoginTerms.DEFAULT, answers, "password")) {
            assertThat(connection.facts().user()).isEqualTo("ann");
        }
        assertThat(answers.banners)
                .singleElement()
                .satisfies(text -> assertThat(text).hasSize(16 << 10).endsWith("…"));
    }

    /** At sshd: two keys one after the other, and neither a second time. */
    @Test
    void twoKeysAreAskedFor() throws Exception {
        Path first = RealSshd.keygen(directory.resolve("first"), "-t", "ed25519", "-N", "");
        Path stranger = RealSshd.keygen(directory.resolve("stranger"), "-t", "ed25519", "-N", "");
        try (RealSshd sshd = RealSshd.start(
                directory.resolve("sshd"), "AuthenticationMethods publickey,publickey", "MaxAuthTries 3")) {
            Path second = RealSshd.keygen(directory.resolve("second"), "-t", "ecdsa", "-N", "");
            sshd.authorize(
                    Files.readString(Path.of(first + ".pub")).strip(),
                    Files.readString(Path.of(second + ".pub")).strip());
            FileKeys one = new FileKeys(first);
            FileKeys two = new FileKeys(second);
            FileKeys both = new FileKeys(null) {
                @Override
                public byte @Nullable [] sign(SignatureQuestion question) {
                    super.sign(question);
                    return (question.algorithm().equals("ssh-ed25519") ? one : two).sign(question);
                }
            };
            try (SshConnection connection = connector.connect(
                    new Target("server.test", sshd.port(), List.of(InetAddress.getLoopbackAddress()), sshd.user()),
                    new Offer(
                            List.of("publickey"),
                            List.of(
                                    FileKeys.publicKey(first),
                                    FileKeys.publicKey(stranger),
                                    FileKeys.publicKey(second)),
                            LoginTerms.DEFAULT),
                    new Profile.Keepalive(Duration.ofSeconds(10), 3),
                    both,
                    stage -> {})) {
                assertThat(connection.facts().isOpenSsh()).isTrue();
            }
            assertThat(both.asked(LoginCallbacks.SignatureQuestion.class)).hasSize(2);
            assertThat(sshd.log()).contains("Postponed publickey").contains("Partial publickey");
        }
    }
}
