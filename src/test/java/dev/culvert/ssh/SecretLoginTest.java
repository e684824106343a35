package dev.culvert.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.LoginCallbacks.Prompt;
import dev.culvert.ssh.LoginCallbacks.SecretQuestion;
import dev.culvert.ssh.LoginCallbacks.SecretQuestion.Kind;
import dev.culvert.ssh.SshConnector.Offer;
import dev.culvert.ssh.SshConnector.Target;
import java.net.InetAddress;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.password.PasswordAuthenticator;
import org.apache.sshd.server.auth.password.PasswordChangeRequiredException;
import org.apache.sshd.server.session.ServerSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Passwords and questions, at a server that can be told what to ask. */
class SecretLoginTest {
    private static final List<String> ALL = List.of("publickey", "keyboard-interactive", "password");

    final SshServer server = SshServer.setUpDefaultServer();
    final SshConnector connector = new SshConnector();
    final List<String> seen = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        server.setKeyPairProvider(KeyPairProvider.wrap(generator.generateKeyPair()));
        server.setHost("127.0.0.1");
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        server.stop(true);
    }

    void byPassword(String right) {
        server.setPasswordAuthenticator((user, password, session) -> {
            seen.add("password " + password);
            return password.equals(right);
        });
        server.setKeyboardInteractiveAuthenticator(KeyboardInteractiveAuthenticator.NONE);
    }

    /** Asks two questions, one shown and one hidden. */
    void byQuestions(String code, String secret) {
        server.setKeyboardInteractiveAuthenticator(new KeyboardInteractiveAuthenticator() {
            @Override
            public InteractiveChallenge generateChallenge(
                    ServerSession session, String user, String language, String methods) {
                InteractiveChallenge challenge = new InteractiveChallenge();
                challenge.setInteractionName("Two things");
                challenge.setInteractionInstruction("Both, please");
                challenge.addPrompt("Code: ", true);
                challenge.addPrompt("Secret: ", false);
                return challenge;
            }

            @Override
            public boolean authenticate(ServerSession session, String user, List<String> responses) {
                seen.add("answers " + responses);
                return responses.equals(List.of(code, secret));
            }
        });
    }

    SshConnection connect(List<String> methods, Answers answers) throws Exception {
        server.start();
        Target target = new Target("server.test", server.getPort(), List.of(InetAddress.getLoopbackAddress()), "ann");
        return connector.connect(
                target,
                new Offer(methods, List.of(), LoginTerms.DEFAULT),
                new Profile.Keepalive(Duration.ofSeconds(10), 3),
                answers,
                stage -> {});
    }

    Failure failure(List<String> methods, Answers answers) {
        Throwable thrown = catchThrowable(() -> connect(methods, answers));
        return assertThat(thrown)
                .asInstanceOf(type(TunnelException.class))
                .actual()
                .failure();
    }

    @Test
    void byPassword() throws Exception {
        byPassword("right");
        Answers answers = new Answers("right");
        try (SshConnection connection = connect(ALL, answers)) {
            assertThat(connection.facts().hostKey()).startsWith("ecdsa-sha2-nistp256 SHA256:");
            assertThat(answers.asked(SecretQuestion.class))
                    .containsExactly(new SecretQuestion(
                            Kind.PASSWORD, "ann", "server.test", "", "", List.of(new Prompt("", false))));
        }
    }

    @Test
    void aPasswordIsAskedForAgainAtMostThreeTimes() throws Exception {
        byPassword("right");
        try (SshConnection connection = connect(List.of("password"), new Answers("wrong", "wrong too", "right"))) {
            assertThat(connection.facts().banner()).startsWith("SSH-2.0-");
        }
        seen.clear();
        Failure failure = failure(List.of("password"), new Answers("a", "b", "c", "right"));
        assertThat(failure.cause()).isEqualTo(FailureCause.LOGIN_REFUSED);
        assertThat(failure.facts())
                .containsEntry("user", "ann")
                .containsEntry("methods", "password")
                .containsEntry("server", "server.test:" + server.getPort());
        assertThat(failure.facts().get("accepted")).contains("password");
        assertThat(seen).containsExactly("password a", "password b", "password c");
    }

    @Test
    void aRefusedPasswordIsNeverSentAgainByItself() throws Exception {
        byPassword("right");
        Failure failure = failure(List.of("password"), new Answers("wrong"));
        assertThat(failure.cause()).isEqualTo(FailureCause.LOGIN_REFUSED);
        assertThat(seen).containsExactly("password wrong");
    }

    @Test
    void nobodyToAsk() throws Exception {
        byPassword("right");
        Failure failure = failure(ALL, new Answers());
        assertThat(failure.cause()).isEqualTo(FailureCause.SECRET_NEEDED);
        assertThat(failure.facts()).containsEntry("what", "password").containsEntry("user", "ann");
        assertThat(seen).isEmpty();
    }

    @Test
    void severalQuestionsAtOnce() throws Exception {
        byQuestions("123", "secret");
        Answers answers = new Answers("123|secret");
        try (SshConnection connection = connect(ALL, answers)) {
            assertThat(connection.facts().kex()).isNotEmpty();
            assertThat(answers.asked(SecretQuestion.class))
                    .containsExactly(new SecretQuestion(
                            Kind.KEYBOARD_INTERACTIVE,
                            "ann",
                            "server.test",
                            "Two things",
                            "Both, please",
                            List.of(new Prompt("Code: ", true), new Prompt("Secret: ", false))));
        }
    }

    @Test
    void oneMethodAfterTheOtherWhenTheServerWantsBoth() throws Exception {
        byPassword("right");
        byQuestions("123", "secret");
        CoreModuleProperties.AUTH_METHODS.set(server, "password,keyboard-interactive");
        try (SshConnection connection = connect(ALL, new Answers("right", "123|secret"))) {
            assertThat(seen).containsExactly("password right", "answers [123, secret]");
            assertThat(connection.facts().sessionId()).isNotEmpty();
        }
    }

    @Test
    void methodsInTheProfilesOrder() throws Exception {
        byPassword("right");
        byQuestions("123", "secret");
        try (SshConnection connection = connect(List.of("password", "keyboard-interactive"), new Answers("right"))) {
            assertThat(connection.facts().cipher()).isNotEmpty();
        }
        assertThat(seen).containsExactly("password right");
        seen.clear();
        try (SshConnection connection =
                connect(List.of("keyboard-interactive", "password"), new Answers("1|2", "123|secret"))) {
            assertThat(connection.facts().cipher()).isNotEmpty();
        }
        assertThat(seen).containsExactly("answers [1, 2]", "answers [123, secret]");
    }

    @Test
    void aPasswordThatHasToBeChanged() throws Exception {
        server.setPasswordAuthenticator(new org.apache.sshd.server.auth.password.PasswordAuthenticator() {
            @Override
            public boolean authenticate(String user, String password, ServerSession session) {
                throw new PasswordChangeRequiredException("expired", "Your password has expired", "en");
            }

            @Override
            public boolean handleClientPasswordChangeRequest(
                    ServerSession session, String user, String oldPassword, String newPassword) {
                seen.add(oldPassword + " to " + newPassword);
                return true;
            }
        });
        server.setKeyboardInteractiveAuthenticator(KeyboardInteractiveAuthenticator.NONE);
        Answers answers = new Answers("old", "new");
        try (SshConnection connection = connect(ALL, answers)) {
            assertThat(connection.facts().cipher()).isNotEmpty();
            assertThat(seen).containsExactly("old to new");
            assertThat(answers.asked(SecretQuestion.class).getLast().instruction())
                    .isEqualTo("Your password has expired");
        }
        assertThat(failure(List.of("password"), new Answers("old")).cause()).isEqualTo(FailureCause.SECRET_NEEDED);
    }

    /** ConnectTimeout is over with the key exchange, and PAM takes its time over a wrong password. */
    @Test
    void aShortConnectTimeoutDoesNotHurryAPassword() throws Exception {
        Duration connecting = Duration.ofSeconds(1);
        byPassword("right");
        PasswordAuthenticator quick = server.getPasswordAuthenticator();
        server.setPasswordAuthenticator((user, password, session) -> {
            LockSupport.parkNanos(connecting.multipliedBy(2).toNanos());
            return quick.authenticate(user, password, session);
        });
        server.start();
        Target target = new Target("server.test", server.getPort(), List.of(InetAddress.getLoopbackAddress()), "ann");
        Way.Hop hop = new Way.Hop(
                target,
                new Offer(List.of("password"), List.of(), LoginTerms.DEFAULT),
                new Answers("right"),
                connecting);
        Way way = new Way(new Way.Direct(List.of()), List.of(hop));
        try (SshConnection connection =
                connector.connect(way, new Profile.Keepalive(Duration.ofSeconds(10), 3), (stage, number) -> {})) {
            assertThat(connection.facts().user()).isEqualTo("ann");
        }
    }

    @Test
    void theServersBannerIsShown() throws Exception {
        byPassword("right");
        CoreModuleProperties.WELCOME_BANNER.set(server, "Authorized use only\n");
        Answers answers = new Answers("right");
        try (SshConnection connection = connect(ALL, answers)) {
            assertThat(connection.facts().cipher()).isNotEmpty();
            assertThat(answers.banners).containsExactly("Authorized use only\n");
        }
    }
}
