package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.LoginSide;
import dev.culvert.control.words.Messages;
import dev.culvert.ipc.Event;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import dev.culvert.ssh.RealSshd;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.SshConnector;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins at OpenSSH's sshd from a user's files, through the questions that the helper asks. */
class UserLoginTest {
    @TempDir
    static Path shared;

    @TempDir
    Path home;

    static RealSshd sshd;
    static SshConnector connector;

    final Map<String, String> variables = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        sshd = RealSshd.start(shared.resolve("sshd"), "MaxAuthTries 20");
        connector = new SshConnector();
    }

    @AfterAll
    static void stop() {
        connector.close();
        sshd.close();
    }

    @BeforeEach
    void folders() throws Exception {
        Files.createDirectories(
                home.resolve(".ssh"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        trust("127.0.0.1");
    }

    void trust(String host) throws Exception {
        Files.writeString(
                home.resolve(".ssh/known_hosts"),
                "[" + host + "]:" + sshd.port() + " "
                        + Keygen.publicLine(sshd.directory().resolve("host_key")) + "\n");
    }

    LoginSide login(String auth, ScriptedPerson person, List<byte[]> unlocked) throws Exception {
        String json = """
                {"name": "test", "mode": "tun",
                 "server": {"host": "127.0.0.1", "port": %d, "user": "%s"},
                 "auth": {%s}}""".formatted(sshd.port(), sshd.user(), auth);
        UserEnvironment environment = new UserEnvironment(home, sshd.user(), variables, home.resolve("etc"));
        return new UserLogins(environment, person, () -> Messages.of(Locale.ENGLISH)).of(profile(json), unlocked);
    }

    static Profile profile(String json) {
        return ((ProfileReading.Valid) ProfileReader.read(json)).profile();
    }

    static SshConnection connect(LoginSide side) throws Exception {
        return connect(connector, side);
    }

    static SshConnection connect(SshConnector connector, LoginSide side) throws Exception {
        var offer = side.offer();
        return connector.connect(
                new SshConnector.Target(
                        offer.host(), offer.port(), List.of(InetAddress.getLoopbackAddress()), offer.user()),
                new SshConnector.Offer(
                        offer.methods(),
                        offer.identities().stream()
                                .map(each -> each.publicKey())
                                .toList(),
                        offer.hostKeyAlgorithms()),
                new Profile.Keepalive(Duration.ofSeconds(10), 3),
                new SideCallbacks(side),
                stage -> {});
    }

    static Failure failureOf(LoginSide side) throws Exception {
        try (SshConnection connection = connect(side)) {
            throw new AssertionError("logged in to " + connection.facts());
        } catch (TunnelException e) {
            return e.failure();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "id_ed25519, ed25519, RFC4716",
        "id_ecdsa, ecdsa -b 521, PEM",
        "id_rsa, rsa -b 2048, PKCS8",
        "id_rsa, rsa -b 2048, RFC4716",
    })
    void defaultKeysAskForAPassphraseOnlyWhenUsed(String name, String type, String format) throws Exception {
        Path key = Keygen.key(home.resolve(".ssh").resolve(name), type, "-m", format, "-N", "secret");
        sshd.authorize();
        ScriptedPerson unasked = new ScriptedPerson(true, "secret");
        try (LoginSide side = login("\"methods\": [\"key\"]", unasked, List.of())) {
            assertThat(failureOf(side).cause()).isEqualTo(FailureCause.LOGIN_REFUSED);
            assertThat(unasked.asked).isEmpty();
        }
        sshd.authorize(Keygen.publicLine(key));
        ScriptedPerson person = new ScriptedPerson(true, "secret");
        List<byte[]> unlocked;
        try (LoginSide side = login("\"methods\": [\"key\"]", person, List.of());
                SshConnection connection = connect(side)) {
            assertThat(connection.exec("echo in", Duration.ofSeconds(10)).out()).isEqualTo("in\n");
            assertThat(person.asked).hasSize(1);
            unlocked = side.unlockedKeys();
            assertThat(unlocked).hasSize(1);
        }
        try (LoginSide keeper = login("\"methods\": [\"key\"]", new ScriptedPerson(true), unlocked);
                SshConnection connection = connect(keeper)) {
            assertThat(connection.exec("echo in", Duration.ofSeconds(10)).status())
                    .isZero();
        }
    }

    @Test
    void anAgentsKeyAndThenAFile() throws Exception {
        Path held = Keygen.key(home.resolve("held"));
        Path file = Keygen.key(home.resolve("file"));
        try (RealAgent agent = RealAgent.start(home)) {
            agent.add(held.toString());
            variables.put("SSH_AUTH_SOCK", agent.socket().toString());
            sshd.authorize(Keygen.publicLine(held));
            try (LoginSide side = login("\"keys\": [\"~/file\"]", new ScriptedPerson(true), List.of());
                    SshConnection connection = connect(side)) {
                assertThat(connection.facts().isOpenSsh()).isTrue();
                assertThat(side.unlockedKeys()).isEmpty();
                assertThat(side.offer().identities())
                        .extracting(each -> SshKey.of(each.publicKey()))
                        .containsExactly(Keygen.publicKey(held), Keygen.publicKey(file));
            }
            try (LoginSide side = login(
                    "\"methods\": [\"key\", \"agent\"], \"keys\": [\"~/file\"]", new ScriptedPerson(true), List.of())) {
                assertThat(side.offer().identities())
                        .extracting(each -> SshKey.of(each.publicKey()))
                        .containsExactly(Keygen.publicKey(file), Keygen.publicKey(held));
            }
        }
    }

    @Test
    void anAgentThatDeclinesIsToldOfAndTheNextKeyTried() throws Exception {
        Path held = Keygen.key(home.resolve("held"));
        Path file = Keygen.key(home.resolve("file"));
        try (RealAgent agent = RealAgent.start(home)) {
            agent.add("-c", held.toString());
            variables.put("SSH_AUTH_SOCK", agent.socket().toString());
            sshd.authorize(Keygen.publicLine(held), Keygen.publicLine(file));
            ScriptedPerson person = new ScriptedPerson(true);
            try (LoginSide side = login("\"keys\": [\"~/file\"]", person, List.of());
                    SshConnection connection = connect(side)) {
                assertThat(connection.facts().isOpenSsh()).isTrue();
                assertThat(person.told).containsExactly("ssh-agent did not sign with the key test.");
            }
        }
    }

    @Test
    void aKeyThatTheAgentHoldsForThisHostAlone() throws Exception {
        Path held = Keygen.key(home.resolve("held"));
        try (RealAgent agent = RealAgent.start(home)) {
            agent.add(
                    "-H",
                    home.resolve(".ssh/known_hosts").toString(),
                    "-h",
                    "[127.0.0.1]:" + sshd.port(),
                    held.toString());
            variables.put("SSH_AUTH_SOCK", agent.socket().toString());
            sshd.authorize(Keygen.publicLine(held));
            try (LoginSide side = login("", new ScriptedPerson(true), List.of());
                    SshConnection connection = connect(side)) {
                assertThat(connection.facts().isOpenSsh()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"ed25519", "ecdsa -b 256", "rsa -b 2048"})
    void aCertificateBesideTheKey(String type) throws Exception {
        Path authority = Keygen.key(home.resolve("ca"));
        Path key = Keygen.key(home.resolve("id"), type);
        Keygen.certify(authority, key, "-n", sshd.user(), "-V", "+1h");
        sshd.authorize("cert-authority " + Keygen.publicLine(authority));
        try (LoginSide side = login("\"keys\": [\"~/id\"]", new ScriptedPerson(true), List.of());
                SshConnection connection = connect(side)) {
            assertThat(connection.facts().isOpenSsh()).isTrue();
        }
        // the plain key in an agent signs for the certificate too
        try (RealAgent agent = RealAgent.start(home)) {
            Files.delete(Path.of(key + "-cert.pub"));
            agent.add(key.toString());
            Keygen.certify(authority, key, "-n", sshd.user(), "-V", "+1h");
            RealSshd.run("ssh-keygen", "-q", "-p", "-f", key.toString(), "-N", "unknown to us");
            variables.put("SSH_AUTH_SOCK", agent.socket().toString());
            try (LoginSide side = login("\"keys\": [\"~/id\"]", new ScriptedPerson(true), List.of());
                    SshConnection connection = connect(side)) {
                assertThat(connection.facts().isOpenSsh()).isTrue();
            }
        }
    }

    @Test
    void hostAndUserFromSshConfig() throws Exception {
        Path key = Keygen.key(home.resolve("id"));
        sshd.authorize(Keygen.publicLine(key));
        Files.writeString(
                home.resolve(".ssh/config"),
                "Host alias\n HostName 127.0.0.1\n Port %d\n User %s\n IdentityFile ~/id\n"
                        .formatted(sshd.port(), sshd.user()));
        UserEnvironment environment = new UserEnvironment(home, "nobody", variables, home.resolve("etc"));
        String json = "{\"name\": \"test\", \"mode\": \"tun\", \"server\": {\"host\": \"alias\"}}";
        try (LoginSide side = new UserLogins(environment, new ScriptedPerson(true), () -> Messages.of(Locale.ENGLISH))
                        .of(profile(json), List.of());
                SshConnection connection = connect(side)) {
            assertThat(connection.facts().isOpenSsh()).isTrue();
        }
        String without =
                "{\"name\": \"test\", \"mode\": \"tun\", \"server\": {\"host\": \"alias\", \"useSshConfig\": false}}";
        try (LoginSide side = new UserLogins(environment, new ScriptedPerson(true), () -> Messages.of(Locale.ENGLISH))
                .of(profile(without), List.of())) {
            assertThat(side.offer().host()).isEqualTo("alias");
            assertThat(side.offer().port()).isEqualTo(22);
            assertThat(side.offer().user()).isEqualTo("nobody");
            assertThat(side.offer().methods()).containsExactly("publickey", "keyboard-interactive", "password");
        }
    }

    @Test
    void anUnknownHostIsAskedForAndWrittenDown() throws Exception {
        Path key = Keygen.key(home.resolve("id"));
        sshd.authorize(Keygen.publicLine(key));
        Path knownHosts = home.resolve(".ssh/known_hosts");
        Files.delete(knownHosts);
        String auth = "\"keys\": [\"~/id\"]";
        ScriptedPerson no = new ScriptedPerson(false);
        try (LoginSide side = login(auth, no, List.of())) {
            Failure failure = failureOf(side);
            assertThat(failure.cause()).isEqualTo(FailureCause.HOST_KEY_UNKNOWN);
            assertThat(failure.facts()).containsEntry("keyType", "ssh-ed25519").containsKey("fingerprint");
            assertThat(knownHosts).doesNotExist();
        }
        ScriptedPerson yes = new ScriptedPerson(true);
        try (LoginSide side = login(auth, yes, List.of());
                SshConnection connection = connect(side)) {
            assertThat(yes.hosts)
                    .extracting(asked -> asked.server() + " " + asked.type() + " " + asked.fingerprint())
                    .containsExactly("127.0.0.1:" + sshd.port() + " "
                            + connection.facts().hostKey());
        }
        // ssh itself agrees with what was written
        assertThat(RealSshd.run(
                        "ssh",
                        "-F",
                        "none",
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "UserKnownHostsFile=" + knownHosts,
                        "-o",
                        "GlobalKnownHostsFile=/dev/null",
                        "-i",
                        key.toString(),
                        "-p",
                        Integer.toString(sshd.port()),
                        "127.0.0.1",
                        "echo in"))
                .contains("in");
        ScriptedPerson unasked = new ScriptedPerson(false);
        try (LoginSide side = login(auth, unasked, List.of());
                SshConnection connection = connect(side)) {
            assertThat(connection.facts().isOpenSsh()).isTrue();
            assertThat(unasked.hosts).isEmpty();
        }
    }

    @Test
    void aChangedAndARevokedHostKeyAreRefusedWithoutAsking() throws Exception {
        Path key = Keygen.key(home.resolve("id"));
        sshd.authorize(Keygen.publicLine(key));
        String name = "[127.0.0.1]:" + sshd.port();
        Path knownHosts = home.resolve(".ssh/known_hosts");
        Files.writeString(knownHosts, name + " " + Keygen.publicLine(key) + "\n");
        ScriptedPerson person = new ScriptedPerson(true);
        try (LoginSide side = login("\"keys\": [\"~/id\"]", person, List.of())) {
            Failure failure = failureOf(side);
            assertThat(failure.cause()).isEqualTo(FailureCause.HOST_KEY_CHANGED);
            assertThat(failure.facts())
                    .containsEntry("file", knownHosts.toString())
                    .containsEntry("line", "1")
                    .containsEntry("host", name)
                    .containsEntry("saved", Keygen.publicKey(key).fingerprint());
        }
        trust("127.0.0.1");
        Files.writeString(
                knownHosts,
                Files.readString(knownHosts) + "@revoked * "
                        + Keygen.publicLine(sshd.directory().resolve("host_key")) + "\n");
        try (LoginSide side = login("\"keys\": [\"~/id\"]", person, List.of())) {
            assertThat(failureOf(side).cause()).isEqualTo(FailureCause.HOST_KEY_REVOKED);
        }
        assertThat(person.hosts).isEmpty();
    }

    @Test
    void aHostByItsCertificate() throws Exception {
        Path authority = Keygen.key(home.resolve("ca"));
        Path hostKey = Keygen.key(home.resolve("host"), "ecdsa -b 256");
        Keygen.certify(authority, hostKey, "-h", "-n", "127.0.0.1");
        Path key = Keygen.key(home.resolve("id"));
        try (RealSshd certified = RealSshd.start(
                home.resolve("sshd"), "HostKey " + hostKey, "HostCertificate " + hostKey + "-cert.pub")) {
            certified.authorize(Keygen.publicLine(key));
            Files.writeString(
                    home.resolve(".ssh/known_hosts"), "@cert-authority * " + Keygen.publicLine(authority) + "\n");
            String json = """
                    {"name": "test", "mode": "tun",
                     "server": {"host": "127.0.0.1", "port": %d, "user": "%s"}, "auth": {"keys": ["~/id"]}}""".formatted(certified.port(), certified.user());
            ScriptedPerson person = new ScriptedPerson(false);
            UserEnvironment environment = new UserEnvironment(home, "ann", variables, home.resolve("etc"));
            try (LoginSide side = new UserLogins(environment, person, () -> Messages.of(Locale.ENGLISH))
                            .of(profile(json), List.of());
                    SshConnection connection = connect(side)) {
                assertThat(connection.facts().hostKey())
                        .isEqualTo("ecdsa-sha2-nistp256 "
                                + Keygen.publicKey(hostKey).fingerprint());
                assertThat(person.hosts).isEmpty();
            }
        }
    }

    @Test
    void noSecretIsAskedForThatTheLoginDoesNotNeed() throws Exception {
        ScriptedPerson person = new ScriptedPerson(true, "secret");
        try (LoginSide side = login("\"methods\": [\"password\"]", person, List.of())) {
            assertThat(side.answer(secret("password")).secrets()).isNull();
            byte[] hostKey =
                    Keygen.publicKey(sshd.directory().resolve("host_key")).blob();
            assertThat(side.answer(new Event.NeedHostKeyDecision(1, "test", "other", 22, hostKey))
                            .trusted())
                    .isTrue();
            assertThat(side.answer(secret("keyboard-interactive")).secrets()).isNull();
            assertThat(person.asked).isEmpty();

            assertThat(side.answer(secret("password")).secrets()).containsExactly("secret");
        }
    }

    private static Event.NeedSecret secret(String kind) {
        return new Event.NeedSecret(
                2, "test", kind, "u", "h", "", "", List.of(new Event.NeedSecret.Prompt("Secret: ", false)));
    }

    @Test
    void namedKeysThatAreNotThereAreToldOf() throws Exception {
        ScriptedPerson person = new ScriptedPerson(true);
        try (LoginSide side = login("\"methods\": [\"key\"], \"keys\": [\"~/none\"]", person, List.of())) {
            assertThat(side.offer().identities()).isEmpty();
            assertThat(person.told).containsExactly("There is no key " + home.resolve("none") + ".");
        }
    }
}
