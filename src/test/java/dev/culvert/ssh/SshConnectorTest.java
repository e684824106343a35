package dev.culvert.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.LoginTerms;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.LoginCallbacks.SignatureQuestion;
import dev.culvert.ssh.SshConnector.Offer;
import dev.culvert.ssh.SshConnector.Stage;
import dev.culvert.ssh.SshConnector.Target;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against OpenSSH's sshd, by public key. */
class SshConnectorTest {
    static final Profile.Keepalive KEEPALIVE = new Profile.Keepalive(Duration.ofSeconds(10), 3);
    static final Duration WAIT = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    static RealSshd sshd;
    static SshConnector connector;

    @BeforeAll
    static void start() throws Exception {
        sshd = RealSshd.start(directory.resolve("sshd"));
        connector = new SshConnector();
    }

    @AfterAll
    static void stop() throws Exception {
        connector.close();
        sshd.close();
    }

    static Target target(RealSshd server) {
        return new Target("server.test", server.port(), List.of(InetAddress.getLoopbackAddress()), server.user());
    }

    static SshConnection connect(RealSshd server, FileKeys keys, Path... identities) throws Exception {
        List<byte[]> blobs = new ArrayList<>();
        for (Path identity : identities) {
            blobs.add(FileKeys.publicKey(identity));
        }
        return connector.connect(
                target(server),
                new Offer(List.of("publickey"), blobs, LoginTerms.DEFAULT),
                KEEPALIVE,
                keys,
                stage -> {});
    }

    @Test
    void logsInByKeyAndTellsWhatWasNegotiated() throws Exception {
        Path key = RealSshd.keygen(directory.resolve("id"), "-t", "ed25519", "-N", "");
        sshd.authorize(java.nio.file.Files.readString(Path.of(key + ".pub")).trim());
        FileKeys keys = new FileKeys(key);
        List<Stage> stages = new ArrayList<>();
        try (SshConnection connection = connector.connect(
                target(sshd),
                new Offer(List.of("publickey"), List.of(FileKeys.publicKey(key)), LoginTerms.DEFAULT),
                KEEPALIVE,
                keys,
                stages::add)) {
            SshConnection.Facts facts = connection.facts();
            String fingerprint = RealSshd.run(
                    "ssh-keygen",
                    "-lf",
                    sshd.directory().resolve("host_key.pub").toString());
            assertThat(facts.hostKey()).isEqualTo("ssh-ed25519 " + fingerprint.split(" ", -1)[1]);
            assertThat(facts.banner()).startsWith("SSH-2.0-OpenSSH");
            assertThat(facts.isOpenSsh()).isTrue();
            assertThat(facts.cipher()).startsWith("aes128-gcm");
            assertThat(facts.kex()).startsWith("sntrup761x25519-sha512");
            assertThat(stages).containsExactly(Stage.TCP, Stage.HOST_KEY, Stage.LOGIN);

            assertThat(keys.asked).endsWith("logged in");

            SignatureQuestion question = keys.asked(SignatureQuestion.class).getFirst();
            byte[] prefix = new byte[facts.sessionId().length];
            System.arraycopy(question.data(), 4, prefix, 0, prefix.length);
            assertThat(prefix).isEqualTo(facts.sessionId());
        }
    }

    @Test
    void runsCommands() throws Exception {
        Path key = RealSshd.keygen(directory.resolve("id_exec"), "-t", "ecdsa", "-N", "");
        sshd.authorize(java.nio.file.Files.readString(Path.of(key + ".pub")).trim());
        try (SshConnection connection = connect(sshd, new FileKeys(key), key)) {
            assertThat(connection.exec("echo out; echo err >&2; exit 3", WAIT))
                    .isEqualTo(new SshConnection.ExecResult(3, "out\n", "err\n"));
            assertThat(connection
                            .exec("head -c 3000000 /dev/zero | tr '\\0' x", WAIT)
                            .out())
                    .hasSize(1024 * 1024);
            assertThat(connection.exec("cat; kill -9 $$", WAIT).status()).isEqualTo(-1);

            try (RemoteProcess cat = connection.start("cat; echo undone >&2")) {
                cat.in().write("one\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                cat.in().flush();
                assertThat(cat.out().readLine()).isEqualTo("one");
                assertThat(cat.waitFor(Duration.ofMillis(50))).isEmpty();
                cat.in().close();
                assertThat(cat.waitFor(WAIT)).isEqualTo(OptionalInt.of(0));
                assertThat(cat.err()).isEqualTo("undone\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"})
    void eachKeyType(String type) throws Exception {
        Path key = directory.resolve("id_" + type.replace(' ', '_'));
        List<String> options = new ArrayList<>(List.of("-N", "", "-t"));
        options.addAll(List.of(type.split(" ", -1)));
        RealSshd.keygen(key, options.toArray(String[]::new));
        sshd.authorize(java.nio.file.Files.readString(Path.of(key + ".pub")).trim());
        try (SshConnection connection = connect(sshd, new FileKeys(key), key)) {
            assertThat(connection.exec("echo in", WAIT).out()).isEqualTo("in\n");
        }
    }
}
