package dev.culvert.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.net.AlgorithmKind;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.SshConnection.ExecResult;
import dev.culvert.ssh.SshConnector.Offer;
import dev.culvert.ssh.SshConnector.Target;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is proposed, chosen, refused, and done anew under load, with OpenSSH's sshd; with our own server side what that lacks. */
class AlgorithmsTest {
    private static final Profile.Keepalive KEEPALIVE = new Profile.Keepalive(Duration.ofSeconds(10), 3);
    private static final Duration WAIT = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    static RealSshd sshd;
    static SshConnector connector;
    static Path key;

    @BeforeAll
    static void start() throws Exception {
        key = RealSshd.keygen(directory.resolve("id"), "-t", "ed25519", "-N", "");
        List<String> lines = new ArrayList<>(List.of(
                "LogLevel DEBUG3",
                "RekeyLimit 128K",
                "KexAlgorithms +" + String.join(",", AlgorithmKind.KEX.weak()),
                "Ciphers +" + String.join(",", AlgorithmKind.CIPHER.weak()),
                "MACs +" + String.join(",", AlgorithmKind.MAC.weak()),
                "HostKeyAlgorithms +ssh-rsa"));
        Path authority = RealSshd.keygen(directory.resolve("ca"), "-t", "ed25519", "-N", "");
        for (String type : List.of("ed25519", "rsa -b 2048", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521")) {
            Path host = directory.resolve("host " + type);
            List<String> options = new ArrayList<>(List.of("-N", "", "-t"));
            options.addAll(List.of(type.split(" ", -1)));
            RealSshd.keygen(host, options.toArray(String[]::new));
            RealSshd.run("ssh-keygen", "-q", "-s", authority.toString(), "-I", "t", "-h", host + ".pub");
            lines.add("HostKey \"" + host + "\"");
            lines.add("HostCertificate \"" + host + "-cert.pub\"");
        }
        sshd = RealSshd.start(directory.resolve("sshd"), lines.toArray(String[]::new));
        sshd.authorize(Files.readString(Path.of(key + ".pub")).strip());
        connector = new SshConnector();
    }

    @AfterAll
    static void stop() {
        connector.close();
        sshd.close();
    }

    /** Lists in place of the program's own, by kind. */
    static LoginTerms terms(Map<AlgorithmKind, List<String>> lists) {
        return terms(lists, 0, 0);
    }

    static LoginTerms terms(Map<AlgorithmKind, List<String>> lists, long rekeyBytes, int rekeySeconds) {
        return new LoginTerms(
                lists.getOrDefault(AlgorithmKind.KEX, List.of()),
                lists.getOrDefault(AlgorithmKind.HOST_KEY, List.of()),
                lists.getOrDefault(AlgorithmKind.CIPHER, List.of()),
                lists.getOrDefault(AlgorithmKind.MAC, List.of()),
                List.of(),
                rekeyBytes,
                rekeySeconds,
                3,
                false);
    }

    static SshConnection connect(int port, LoginTerms terms) throws Exception {
        return connector.connect(
                new Target("server.test", port, List.of(InetAddress.getLoopbackAddress()), sshd.user()),
                new Offer(List.of("publickey"), List.of(FileKeys.publicKey(key)), terms),
                KEEPALIVE,
                new FileKeys(key),
                stage -> {});
    }

    private static List<String> ssh(String query) throws Exception {
        return RealSshd.run("ssh", "-Q", query).lines().toList();
    }

    /** Each that both know, weak ones too, alone; what was negotiated is named. */
    @Test
    void eachAlgorithmThatBothKnow() throws Exception {
        Map<AlgorithmKind, String> queries = Map.of(
                AlgorithmKind.KEX,
                "kex",
                AlgorithmKind.CIPHER,
                "cipher",
                AlgorithmKind.MAC,
                "mac",
                AlgorithmKind.HOST_KEY,
                "HostKeyAlgorithms");
        int tried = 0;
        Map<String, TunnelException> failed = new java.util.TreeMap<>();
        for (var query : queries.entrySet()) {
            AlgorithmKind kind = query.getKey();
            List<String> names = new ArrayList<>(kind.proposed());
            names.addAll(kind.weak());
            names.retainAll(ssh(query.getValue()));
            assertThat(names).as("all but what OpenSSH 9.2 lacks").hasSizeGreaterThan(5);
            for (String name : names) {
                Map<AlgorithmKind, List<String>> lists = new EnumMap<>(AlgorithmKind.class);
                // the fastest, and a cipher that has a MAC beside it
                lists.put(AlgorithmKind.KEX, List.of("curve25519-sha256"));
                // MINA's group exchange takes no host certificate
                lists.put(AlgorithmKind.HOST_KEY, List.of("ssh-ed25519"));
                if (kind == AlgorithmKind.MAC) {
                    lists.put(AlgorithmKind.CIPHER, List.of("aes128-ctr"));
                }
                lists.put(kind, List.of(name));
                int before = sshd.log().length();
                try (SshConnection connection = connect(sshd.port(), terms(lists))) {
                    SshConnection.Facts facts = connection.facts();
                    tried++;
                    switch (kind) {
                        case KEX -> assertThat(facts.kex()).isEqualTo(name);
                        case CIPHER -> assertThat(facts.cipher()).isEqualTo(name);
                        case MAC -> assertThat(sshd.log().substring(before)).contains("MAC: " + name + " ");
                        default ->
                            assertThat(sshd.log().substring(before)).contains("kex: host key algorithm: " + name);
                    }
                } catch (TunnelException e) {
                    failed.put(name, e);
                }
            }
        }
        assertThat(failed).isEmpty();
        assertThat(tried).isGreaterThan(40);
    }

    /** RFC-less: OpenSSH's PROTOCOL 1.10. Sequence numbers begin anew with the first keys, or ChaCha20 would not decrypt. */
    @Test
    void strictKeyExchange() throws Exception {
        int before = sshd.log().length();
        try (SshConnection connection =
                connect(sshd.port(), terms(Map.of(AlgorithmKind.CIPHER, List.of("chacha20-poly1305@openssh.com"))))) {
            assertThat(connection.exec("echo in", WAIT).out()).isEqualTo("in\n");
        }
        assertThat(sshd.log().substring(before))
                .contains("will use strict KEX ordering")
                .contains("resetting read seqnr");
    }

    static SshServer server() throws Exception {
        SshServer server = SshServer.setUpDefaultServer();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        server.setKeyPairProvider(KeyPairProvider.wrap(generator.generateKeyPair()));
        server.setHost("127.0.0.1");
        server.setPublickeyAuthenticator((user, publicKey, session) -> true);
        return server;
    }

    /** Our server side: sshd 9.2 has no mlkem, and cannot do without strict key exchange. */
    @Test
    void mlkemAndAServerWithoutStrictKeyExchange() throws Exception {
        SshServer server = server();
        server.setSessionFactory(new SessionFactory(server) {
            @Override
            protected ServerSessionImpl doCreateSession(IoSession ioSession) throws Exception {
                return new ServerSessionImpl(getServer(), ioSession) {
                    @Override
                    protected Map<KexProposalOption, String> doStrictKexProposal(
                            Map<KexProposalOption, String> proposal) {
                        return proposal;
                    }
                };
            }
        });
        server.setCipherFactories(List.of(BuiltinCiphers.cc20p1305_openssh));
        server.start();
        try (SshConnection connection = connect(server.getPort(), LoginTerms.DEFAULT)) {
            assertThat(connection.facts().kex()).isEqualTo("mlkem768x25519-sha256");
            assertThat(connection.facts().cipher()).isEqualTo("chacha20-poly1305@openssh.com");
        } finally {
            server.stop(true);
        }
    }

    /** Both ends exchange keys after some 100 KB, so ten times and more; what was sent is there whole and in order. */
    @ParameterizedTest
    @ValueSource(strings = {"aes128-gcm@openssh.com", "aes256-ctr", "chacha20-poly1305@openssh.com", "aes128-cbc"})
    void losesNothingWhileKeysAreExchanged(String cipher) throws Exception {
        int before = sshd.log().length();
        LoginTerms terms = terms(
                Map.of(AlgorithmKind.CIPHER, List.of(cipher), AlgorithmKind.KEX, List.of("curve25519-sha256")),
                90_000,
                0);
        try (SshConnection connection = connect(sshd.port(), terms)) {
            ExecResult result = connection.exec("seq 1 150000", WAIT);
            StringBuilder expected = new StringBuilder();
            for (int i = 1; i <= 150_000; i++) {
                expected.append(i).append('\n');
            }
            assertThat(result.status()).isZero();
            assertThat(result.out().contentEquals(expected)).isTrue();
        }
        assertThat(count(sshd.log().substring(before), "SSH2_MSG_NEWKEYS received"))
                .isGreaterThan(6);
    }

    @Test
    void newKeysAfterATime() throws Exception {
        int before = sshd.log().length();
        try (SshConnection connection =
                connect(sshd.port(), terms(Map.of(AlgorithmKind.KEX, List.of("curve25519-sha256")), 0, 1))) {
            assertThat(connection.exec("sleep 1.2; echo in", WAIT).out()).isEqualTo("in\n");
            assertThat(connection.exec("echo in", WAIT).out()).isEqualTo("in\n");
        }
        assertThat(count(sshd.log().substring(before), "SSH2_MSG_NEWKEYS received"))
                .isGreaterThan(1);
    }

    private static int count(String log, String text) {
        return log.split(java.util.regex.Pattern.quote(text), -1).length - 1;
    }

    /** A server of long ago: each kind fails by its name, with what would allow it, and with that it connects. */
    @Test
    void whatWouldHelpIsNamedOneAfterTheOther() throws Exception {
        Path rsa = directory.resolve("host rsa -b 2048");
        try (RealSshd old = RealSshd.start(
                directory.resolve("old"),
                "KexAlgorithms diffie-hellman-group14-sha1",
                "HostKeyAlgorithms ssh-rsa",
                "HostKey \"" + rsa + "\"",
                "Ciphers aes128-cbc",
                "MACs hmac-sha1")) {
            old.authorize(Files.readString(Path.of(key + ".pub")).strip());
            Map<AlgorithmKind, List<String>> lists = new EnumMap<>(AlgorithmKind.class);
            for (AlgorithmKind kind :
                    List.of(AlgorithmKind.KEX, AlgorithmKind.HOST_KEY, AlgorithmKind.CIPHER, AlgorithmKind.MAC)) {
                Failure failure = catchThrowableOfType(TunnelException.class, () -> connect(old.port(), terms(lists)))
                        .failure();
                assertThat(failure.cause()).isEqualTo(FailureCause.NO_COMMON_ALGORITHM);
                assertThat(failure.facts()).containsEntry("option", kind.option());
                lists.put(kind, kind.resolve("+" + failure.facts().get("weak")));
            }
            try (SshConnection connection = connect(old.port(), terms(lists))) {
                assertThat(connection.facts().kex()).isEqualTo("diffie-hellman-group14-sha1");
                assertThat(connection.facts().cipher()).isEqualTo("aes128-cbc");
            }
        }
    }

    /** Lists mean what they mean to ssh, as far as both know the names. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+diffie-hellman-group14-sha1",
                "-ecdh-*,curve25519-sha256",
                "^diffie-hellman-group16-sha512,ecdh-sha2-nistp521",
                "ecdh-sha2-nistp256,curve25519-sha256,ecdh-sha2-nistp256",
                "-*-sha1,diffie-hellman-group1?-sha512"
            })
    void listsAsForSsh(String list) throws Exception {
        String line = RealSshd.run("ssh", "-F", "none", "-G", "-o", "KexAlgorithms=" + list, "h")
                .lines()
                .filter(each -> each.startsWith("kexalgorithms "))
                .findFirst()
                .orElseThrow();
        List<String> theirs = List.of(line.substring(14).split(",", -1));
        List<String> all = ssh("kex");
        List<String> ours =
                AlgorithmKind.KEX.resolve(list).stream().filter(all::contains).toList();
        assertThat(ours)
                .isEqualTo(theirs.stream().filter(AlgorithmKind.KEX::knows).toList());
    }

    @Test
    void nothingIsMadeOfWhatIsNotKnown() {
        assertThat(AlgorithmKind.CIPHER.resolve("rot13")).isEmpty();
        assertThat(AlgorithmKind.CIPHER.resolve("rot13,aes128-ctr")).containsExactly("aes128-ctr");
        assertThat(AlgorithmKind.CIPHER.resolve("-*")).isEmpty();
        assertThat(AlgorithmKind.MAC.resolve("*".repeat(4000) + "x")).isEmpty();
        for (AlgorithmKind kind : AlgorithmKind.values()) {
            assertThat(kind.proposed())
                    .noneMatch(name -> name.contains("sha1") || name.contains("cbc") || name.endsWith("ssh-rsa"));
        }
    }
}
