package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.LoginSide;
import dev.culvert.control.Prompts;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.ssh.RealSshd;
import dev.culvert.ssh.SshConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Whose host key it is, before anything is sent to it. */
class HostKeyLoginTest extends LoginWithSshd {
    @Test
    void anUnknownHostIsAskedForAndWrittenDown() throws Exception {
        Path key = Keygen.key(home.resolve("id"));
        sshd.authorize(Keygen.publicLine(key));
        Path knownHosts = home.resolve(".ssh/known_hosts");
        Files.delete(knownHosts);
        String auth = "\"keys\": [\"~/id\"]";
        ScriptedPerson no = new ScriptedPerson(false);
        try (LoginSide side = login(auth, no, LoginSide.Carried.NOTHING)) {
            Failure failure = failureOf(side);
            assertThat(failure.cause()).isEqualTo(FailureCause.HOST_KEY_UNKNOWN);
            assertThat(failure.facts()).containsEntry("keyType", "ssh-ed25519").containsKey("fingerprint");
            assertThat(knownHosts).doesNotExist();
        }
        ScriptedPerson yes = new ScriptedPerson(true);
        try (LoginSide side = login(auth, yes, LoginSide.Carried.NOTHING);
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
        try (LoginSide side = login(auth, unasked, LoginSide.Carried.NOTHING);
                SshConnection connection = connect(side)) {
            assertThat(connection.facts().isOpenSsh()).isTrue();
            assertThat(unasked.hosts).isEmpty();
        }
    }

    @Test
    void trustedForThisTimeIsNotWrittenDownAndHandedOver() throws Exception {
        Path key = Keygen.key(home.resolve("id"));
        sshd.authorize(Keygen.publicLine(key));
        Path knownHosts = home.resolve(".ssh/known_hosts");
        Files.delete(knownHosts);
        String auth = "\"keys\": [\"~/id\"]";
        ScriptedPerson person = new ScriptedPerson(Prompts.Trust.ONCE);
        LoginSide.Carried carried;
        try (LoginSide side = login(auth, person, LoginSide.Carried.NOTHING)) {
            for (int turn = 0; turn < 2; turn++) {
                try (SshConnection connection = connect(side)) {
                    assertThat(connection.facts().isOpenSsh()).isTrue();
                }
            }
            assertThat(person.hosts)
                    .as("a lost connection is dialled again without asking")
                    .hasSize(1);
            assertThat(knownHosts).doesNotExist();
            carried = side.carried();
        }
        ScriptedPerson nobody = new ScriptedPerson(false);
        try (LoginSide keeper = login(auth, nobody, carried);
                SshConnection connection = connect(keeper)) {
            assertThat(connection.facts().isOpenSsh()).isTrue();
            assertThat(nobody.hosts).isEmpty();
        }
    }

    @Test
    void aChangedHostKeyIsRefusedUnlessThePersonReplacesItAndARevokedOneAlways() throws Exception {
        Path key = Keygen.key(home.resolve("id"));
        sshd.authorize(Keygen.publicLine(key));
        String name = "[127.0.0.1]:" + sshd.port();
        Path knownHosts = home.resolve(".ssh/known_hosts");
        Files.writeString(knownHosts, name + " " + Keygen.publicLine(key) + "\n");
        ScriptedPerson no = new ScriptedPerson(false);
        try (LoginSide side = login("\"keys\": [\"~/id\"]", no, LoginSide.Carried.NOTHING)) {
            Failure failure = failureOf(side);
            assertThat(no.changed).singleElement().satisfies(asked -> {
                assertThat(asked.saved()).isEqualTo(Keygen.publicKey(key).fingerprint());
                assertThat(asked.line()).isEqualTo(1);
            });
            assertThat(failure.cause()).isEqualTo(FailureCause.HOST_KEY_CHANGED);
            assertThat(failure.facts())
                    .containsEntry("file", knownHosts.toString())
                    .containsEntry("line", "1")
                    .containsEntry("host", name)
                    .containsEntry("saved", Keygen.publicKey(key).fingerprint());
        }
        ScriptedPerson person = new ScriptedPerson(true);
        try (LoginSide side = login("\"keys\": [\"~/id\"]", person, LoginSide.Carried.NOTHING);
                SshConnection connection = connect(side)) {
            assertThat(connection.facts().hostKey())
                    .endsWith(person.changed.getFirst().fingerprint());
        }
        trust("127.0.0.1");
        person.changed.clear();
        Files.writeString(
                knownHosts,
                Files.readString(knownHosts) + "@revoked * "
                        + Keygen.publicLine(sshd.directory().resolve("host_key")) + "\n");
        try (LoginSide side = login("\"keys\": [\"~/id\"]", person, LoginSide.Carried.NOTHING)) {
            assertThat(failureOf(side).cause()).isEqualTo(FailureCause.HOST_KEY_REVOKED);
        }
        assertThat(person.hosts).isEmpty();
        assertThat(person.changed).as("a revoked key is no question").isEmpty();
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
                            .of(profile(json), LoginSide.Carried.NOTHING);
                    SshConnection connection = connect(side)) {
                assertThat(connection.facts().hostKey())
                        .isEqualTo("ecdsa-sha2-nistp256 "
                                + Keygen.publicKey(hostKey).fingerprint());
                assertThat(person.hosts).isEmpty();
            }
        }
    }
}
