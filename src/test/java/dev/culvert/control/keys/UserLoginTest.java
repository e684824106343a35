package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.control.LoginSide;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.ipc.Event;
import dev.culvert.net.FailureCause;
import dev.culvert.ssh.RealSshd;
import dev.culvert.ssh.SshConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins at OpenSSH's sshd from a user's files, through the questions that the helper asks. */
class UserLoginTest extends LoginWithSshd {
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
        try (LoginSide side = login("\"methods\": [\"key\"]", unasked, LoginSide.Carried.NOTHING)) {
            assertThat(failureOf(side).cause()).isEqualTo(FailureCause.LOGIN_REFUSED);
            assertThat(unasked.asked).isEmpty();
        }
        sshd.authorize(Keygen.publicLine(key));
        ScriptedPerson person = new ScriptedPerson(true, "secret");
        LoginSide.Carried unlocked;
        try (LoginSide side = login("\"methods\": [\"key\"]", person, LoginSide.Carried.NOTHING);
                SshConnection connection = connect(side)) {
            assertThat(connection.exec("echo in", Duration.ofSeconds(10)).out()).isEqualTo("in\n");
            assertThat(person.asked).hasSize(1);
            unlocked = side.carried();
            assertThat(unlocked.unlockedKeys()).hasSize(1);
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
            try (LoginSide side = login("\"keys\": [\"~/file\"]", new ScriptedPerson(true), LoginSide.Carried.NOTHING);
                    SshConnection connection = connect(side)) {
                assertThat(connection.facts().isOpenSsh()).isTrue();
                assertThat(side.carried().unlockedKeys()).isEmpty();
                assertThat(side.offer().server().identities())
                        .extracting(each -> SshKey.of(each.publicKey()))
                        .containsExactly(Keygen.publicKey(held), Keygen.publicKey(file));
            }
            try (LoginSide side = login(
                    "\"methods\": [\"key\", \"agent\"], \"keys\": [\"~/file\"]",
                    new ScriptedPerson(true),
                    LoginSide.Carried.NOTHING)) {
                assertThat(side.offer().server().identities())
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
            try (LoginSide side = login("\"keys\": [\"~/file\"]", person, LoginSide.Carried.NOTHING);
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
            try (LoginSide side = login("", new ScriptedPerson(true), LoginSide.Carried.NOTHING);
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
        try (LoginSide side = login("\"keys\": [\"~/id\"]", new ScriptedPerson(true), LoginSide.Carried.NOTHING);
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
            try (LoginSide side = login("\"keys\": [\"~/id\"]", new ScriptedPerson(true), LoginSide.Carried.NOTHING);
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
                        .of(profile(json), LoginSide.Carried.NOTHING);
                SshConnection connection = connect(side)) {
            assertThat(connection.facts().isOpenSsh()).isTrue();
        }
        String without =
                "{\"name\": \"test\", \"mode\": \"tun\", \"server\": {\"host\": \"alias\", \"useSshConfig\": false}}";
        try (LoginSide side = new UserLogins(environment, new ScriptedPerson(true), () -> Messages.of(Locale.ENGLISH))
                .of(profile(without), LoginSide.Carried.NOTHING)) {
            assertThat(side.offer().server().host()).isEqualTo("alias");
            assertThat(side.offer().server().port()).isEqualTo(22);
            assertThat(side.offer().server().user()).isEqualTo("nobody");
            assertThat(side.offer().server().methods())
                    .containsExactly("publickey", "keyboard-interactive", "password");
        }
    }

    @Test
    void noSecretIsAskedForThatTheLoginDoesNotNeed() throws Exception {
        ScriptedPerson person = new ScriptedPerson(true, "secret");
        try (LoginSide side = login("\"methods\": [\"password\"]", person, LoginSide.Carried.NOTHING)) {
            assertThat(side.answer(secret("password")).secrets()).isNull();
            byte[] hostKey =
                    Keygen.publicKey(sshd.directory().resolve("host_key")).blob();
            assertThat(side.answer(new Event.NeedHostKeyDecision(1, "test", 0, "other", 22, hostKey))
                            .trusted())
                    .isTrue();
            assertThat(side.answer(secret("keyboard-interactive")).secrets()).isNull();
            assertThat(person.asked).isEmpty();

            assertThat(side.answer(secret("password")).secrets()).containsExactly("secret");
        }
    }

    /** What a helper that was taken over calls a host key would be lines of its own in known_hosts. */
    @Test
    void aHostKeyOfNoKnownTypeIsNotTaken() throws Exception {
        Path knownHosts = home.resolve(".ssh/known_hosts");
        Files.writeString(knownHosts, "");
        Files.writeString(home.resolve(".ssh/config"), "StrictHostKeyChecking accept-new\n");
        SshKey genuine = Keygen.publicKey(sshd.directory().resolve("host_key"));
        ScriptedPerson person = new ScriptedPerson(true);
        try (LoginSide side = login("\"methods\": [\"password\"]", person, LoginSide.Carried.NOTHING)) {
            for (String type : List.of(
                    "ssh-ed25519 " + genuine.base64() + "\n@cert-authority * ssh-ed25519",
                    "ssh-ed25519\r",
                    "ssh ed25519",
                    "",
                    "ssh-new",
                    "ssh-new-cert-v01@openssh.com",
                    "ssh-dss")) {
                byte[] key =
                        new SshWriter().putString(type).putBytes(new byte[32]).toByteArray();
                assertThat(side.answer(new Event.NeedHostKeyDecision(1, "test", 0, "other", 22, key))
                                .trusted())
                        .as(type)
                        .isFalse();
                assertThat(knownHosts).isEmptyFile();
            }
            assertThat(side.answer(new Event.NeedHostKeyDecision(1, "test", 0, "other", 22, genuine.blob()))
                            .trusted())
                    .isTrue();
            assertThat(Files.readAllLines(knownHosts)).hasSize(1);
        }
        assertThatThrownBy(() -> KnownHostsLine.written(
                        "one.test",
                        SshKey.of(new SshWriter().putString("ssh-new").toByteArray()),
                        false))
                .isInstanceOf(SshReader.MalformedException.class);
    }

    private static Event.NeedSecret secret(String kind) {
        return new Event.NeedSecret(
                2, "test", 0, kind, "u", "h", "", "", List.of(new Event.NeedSecret.Prompt("Secret: ", false)));
    }

    @Test
    void namedKeysThatAreNotThereAreToldOf() throws Exception {
        ScriptedPerson person = new ScriptedPerson(true);
        try (LoginSide side =
                login("\"methods\": [\"key\"], \"keys\": [\"~/none\"]", person, LoginSide.Carried.NOTHING)) {
            assertThat(side.offer().server().identities()).isEmpty();
            assertThat(person.told).containsExactly("There is no key " + home.resolve("none") + ".");
        }
    }

    /** An encrypted PEM file without its .pub hides whose key it is: the passphrase is asked for before, as by ssh. */
    @Test
    void aFileThatHidesItsKeyIsOpenedFirst() throws Exception {
        Path key = Keygen.key(home.resolve("id"), "rsa -b 2048", "-m", "PEM", "-N", "secret");
        sshd.authorize(Keygen.publicLine(key));
        Files.delete(Path.of(key + ".pub"));
        ScriptedPerson person = new ScriptedPerson(true, "wrong", "secret");
        LoginSide.Carried unlocked;
        try (LoginSide side = login("\"keys\": [\"~/id\"]", person, LoginSide.Carried.NOTHING);
                SshConnection connection = connect(side)) {
            assertThat(connection.facts().isOpenSsh()).isTrue();
            assertThat(person.asked).hasSize(2);
            unlocked = side.carried();
        }
        ScriptedPerson nobody = new ScriptedPerson(true);
        try (LoginSide keeper = login("\"keys\": [\"~/id\"]", nobody, unlocked);
                SshConnection connection = connect(keeper)) {
            assertThat(connection.facts().isOpenSsh()).isTrue();
            assertThat(nobody.asked).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"rsa:1023, RSA of 1023 bits", "dsa, DSA of 1024 bits"})
    void aKeyThatIsTooWeakIsToldOf(String type, String words) throws Exception {
        Path key = home.resolve("id");
        if (type.equals("dsa")) {
            Keygen.key(key, "dsa");
        } else {
            RealSshd.run("openssl", "genrsa", "-out", key.toString(), "1023");
        }
        ScriptedPerson person = new ScriptedPerson(true);
        try (LoginSide side = login("\"keys\": [\"~/id\"]", person, LoginSide.Carried.NOTHING)) {
            assertThat(side.offer().server().identities()).isEmpty();
            assertThat(person.told).singleElement().asString().contains(words, "ssh-keygen -t ed25519");
        }
    }
}
