package dev.culvert.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.SshConnector.Offer;
import dev.culvert.ssh.SshConnector.Target;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections through jump hosts: each an sshd of OpenSSH's with a host key and a login key of its own. */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final List<RealSshd> servers = new ArrayList<>();
    private final List<Path> keys = new ArrayList<>();
    private final SshConnector connector = new SshConnector();
    private Path shared;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        shared = directory;
        for (int i = 0; i < 3; i++) {
            keys.add(RealSshd.keygen(directory.resolve("id" + i), "-t", "ed25519", "-N", ""));
            servers.add(sshd("sshd" + i, keys.get(i)));
        }
    }

    private RealSshd sshd(String name, Path key, String... lines) throws Exception {
        RealSshd sshd = RealSshd.start(shared.resolve(name), lines);
        sshd.authorize(Files.readString(Path.of(key + ".pub")).strip());
        return sshd;
    }

    @AfterAll
    void stop() {
        connector.close();
        servers.forEach(RealSshd::close);
    }

    private static Way.Hop hop(RealSshd sshd, Path key, List<InetAddress> addresses) throws Exception {
        return hop("127.0.0.1", sshd.port(), sshd.user(), key, addresses);
    }

    private static Way.Hop hop(String host, int port, String user, Path key, List<InetAddress> addresses)
            throws Exception {
        return new Way.Hop(
                new Target(host, port, addresses, user),
                new Offer(List.of("publickey"), List.of(FileKeys.publicKey(key)), LoginTerms.DEFAULT),
                new FileKeys(key),
                SOON);
    }

    private static Way way(Way.Hop... hops) {
        return new Way(new Way.Direct(List.of()), List.of(hops));
    }

    private Way through(int count) throws Exception {
        List<Way.Hop> hops = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // a later hop's name is not this machine's to look up
            hops.add(hop(servers.get(i), keys.get(i), i == 0 ? List.of(InetAddress.getLoopbackAddress()) : List.of()));
        }
        return new Way(new Way.Direct(List.of()), hops);
    }

    private SshConnection connect(Way way) throws TunnelException {
        return connector.connect(way, SshConnectorTest.KEEPALIVE, (stage, hop) -> {});
    }

    private Failure failureOf(Way way) {
        try (SshConnection connection = connect(way)) {
            throw new AssertionError("logged in: " + connection.facts());
        } catch (TunnelException e) {
            return e.failure();
        }
    }

    @Test
    void throughTwoHostsWithAKeyForEach() throws Exception {
        List<String> stages = new ArrayList<>();
        try (SshConnection connection = connector.connect(
                through(3), SshConnectorTest.KEEPALIVE, (stage, hop) -> stages.add(hop + " " + stage))) {
            assertThat(connection.facts().address().port())
                    .isEqualTo(servers.get(2).port());
            String hostKey = Files.readString(servers.get(2).directory().resolve("host_key.pub"));
            assertThat(connection.facts().hostKey())
                    .isEqualTo(HostKeys.describe(java.util.Base64.getDecoder().decode(hostKey.split(" ", -1)[1])));
            assertThat(connection.hasLocalAddress()).isTrue();
            assertThat(connection.answers(SOON)).isTrue();
            assertThat(stages)
                    .containsExactly(
                            "0 TCP",
                            "0 HOST_KEY",
                            "0 LOGIN",
                            "1 TCP",
                            "1 HOST_KEY",
                            "1 LOGIN",
                            "2 TCP",
                            "2 HOST_KEY",
                            "2 LOGIN");
        }
    }

    @Test
    void muchGoesBothWaysAndArrivesWhole() throws Exception {
        try (SshConnection connection = connect(through(3))) {
            RemoteProcess far = connection.start("head -c 20000000 | sha256sum");
            byte[] block = new byte[100_000];
            java.security.MessageDigest sum = java.security.MessageDigest.getInstance("SHA-256");
            try (OutputStream in = far.in()) {
                for (int i = 0; i < 200; i++) {
                    java.util.Arrays.fill(block, (byte) i);
                    sum.update(block);
                    in.write(block);
                }
            }
            assertThat(far.out().readLine()).startsWith(java.util.HexFormat.of().formatHex(sum.digest()));

            // nobody reads for a while: what waits is bounded by the windows, and nothing else stops
            RemoteProcess near = connection.start("head -c 30000000 /dev/zero | tr '\\0' x; echo; sleep 60");
            assertThat(connection.exec("echo in", SOON).out()).isEqualTo("in\n");
            assertThat(near.out().readLine()).hasSize(30_000_000);
            near.close();
        }
    }

    @Test
    void aLoginThatIsRefusedNamesItsHop() throws Exception {
        Way.Hop first = through(1).hops().getFirst();
        Failure failure = failureOf(way(first, hop(servers.get(1), keys.get(0), List.of())));
        assertThat(failure.cause()).isEqualTo(FailureCause.LOGIN_REFUSED);
        assertThat(failure.facts())
                .containsEntry("hop", "1")
                .containsEntry("server", "127.0.0.1:" + servers.get(1).port());
        failure = failureOf(way(
                hop(servers.get(0), keys.get(1), List.of(InetAddress.getLoopbackAddress())),
                hop(servers.get(1), keys.get(1), List.of())));
        assertThat(failure.cause()).isEqualTo(FailureCause.LOGIN_REFUSED);
        assertThat(failure.facts()).containsEntry("hop", "0");
    }

    @Test
    void whatTheJumpHostCannotReach() throws Exception {
        Way.Hop first = through(1).hops().getFirst();
        int nobody = RealSshd.freePort();
        Failure refused = failureOf(way(first, hop("127.0.0.1", nobody, "ann", keys.get(1), List.of())));
        assertThat(refused.cause()).isEqualTo(FailureCause.JUMP_CONNECT_FAILED);
        assertThat(refused.facts())
                .containsEntry("hop", "1")
                .containsEntry("jump", "127.0.0.1:" + servers.get(0).port())
                .containsEntry("target", "127.0.0.1:" + nobody)
                .hasEntrySatisfying("reason", reason -> assertThat(reason).contains("refused"));
        Failure unknown = failureOf(way(first, hop("no-such.invalid", 22, "ann", keys.get(1), List.of())));
        assertThat(unknown.cause()).isEqualTo(FailureCause.JUMP_CONNECT_FAILED);
    }

    @Test
    void aJumpHostThatForwardsNothing() throws Exception {
        try (RealSshd bastion = sshd("closed", keys.get(0), "AllowTcpForwarding no")) {
            Failure failure = failureOf(way(
                    hop(bastion, keys.get(0), List.of(InetAddress.getLoopbackAddress())),
                    hop(servers.get(1), keys.get(1), List.of())));
            assertThat(failure.cause()).isEqualTo(FailureCause.JUMP_DENIED);
            assertThat(failure.facts()).containsEntry("hop", "1").containsEntry("user", bastion.user());
        }
    }

    @Test
    void whatAnswersBehindTheJumpHostButIsNotSsh() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = other.accept()) {
                    socket.getOutputStream().write("220 mail\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Failure failure = failureOf(way(
                    through(1).hops().getFirst(),
                    hop("127.0.0.1", other.getLocalPort(), "ann", keys.get(1), List.of())));
            assertThat(failure.cause()).isEqualTo(FailureCause.NOT_AN_SSH_SERVER);
            assertThat(failure.facts()).containsEntry("hop", "1").containsEntry("answer", "220 mail");
        }
    }

    @Test
    void aServerBehindTheJumpHostThatSaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Way.Hop quick = hop("127.0.0.1", silent.getLocalPort(), "ann", keys.get(1), List.of());
            Failure failure = failureOf(way(
                    through(1).hops().getFirst(),
                    new Way.Hop(quick.target(), quick.offer(), quick.callbacks(), Duration.ofMillis(500))));
            assertThat(failure.cause()).isEqualTo(FailureCause.CONNECT_TIMED_OUT);
            assertThat(failure.facts()).containsEntry("hop", "1");
        }
    }

    private static CompletableFuture<Failure> lossOf(SshConnection connection) {
        CompletableFuture<Failure> lost = new CompletableFuture<>();
        connection.onLost(lost::complete);
        return lost;
    }

    /** The process of sshd that serves a connection. */
    private static String serving(RealSshd sshd) throws Exception {
        return RealSshd.run("pgrep", "-P", "" + sshd.pid()).lines().findFirst().orElseThrow();
    }

    @Test
    void aJumpHostThatDiesIsNamed() throws Exception {
        try (RealSshd bastion = sshd("dies", keys.get(0));
                SshConnection connection = connect(way(
                        hop(bastion, keys.get(0), List.of(InetAddress.getLoopbackAddress())),
                        hop(servers.get(1), keys.get(1), List.of())))) {
            CompletableFuture<Failure> lost = lossOf(connection);
            RemoteProcess process = connection.start("cat");
            RealSshd.run("kill", "-KILL", serving(bastion));
            Failure failure = lost.get(10, TimeUnit.SECONDS);
            assertThat(failure.cause()).isEqualTo(FailureCause.CONNECTION_LOST);
            assertThat(failure.facts())
                    .containsEntry("hop", "0")
                    .containsEntry("server", "127.0.0.1:" + bastion.port());
            assertThat(process.waitFor(SOON)).isEqualTo(OptionalInt.of(-1));
            assertThatThrownBy(() -> connection.exec("true", SOON)).isInstanceOf(TunnelException.class);
        }
    }

    @Test
    void aServerThatDiesBehindTheJumpHostIsNamed() throws Exception {
        try (SshConnection connection = connect(through(2))) {
            CompletableFuture<Failure> lost = lossOf(connection);
            RemoteProcess process = connection.start("echo $PPID; cat");
            RealSshd.run("kill", "-KILL", process.out().readLine());
            assertThat(lost.get(10, TimeUnit.SECONDS).facts())
                    .containsEntry("hop", "1")
                    .containsEntry("server", "127.0.0.1:" + servers.get(1).port());
        }
    }

    @Test
    void aJumpHostThatFallsSilentIsNamed() throws Exception {
        Profile.Keepalive keepalive = new Profile.Keepalive(Duration.ofMillis(300), 3);
        try (RealSshd bastion = sshd("silent", keys.get(0));
                SshConnection connection = connector.connect(
                        way(
                                hop(bastion, keys.get(0), List.of(InetAddress.getLoopbackAddress())),
                                hop(servers.get(1), keys.get(1), List.of())),
                        keepalive,
                        (stage, hop) -> {})) {
            CompletableFuture<Failure> lost = lossOf(connection);
            String serving = serving(bastion);
            RealSshd.run("kill", "-STOP", serving);
            try {
                assertThat(lost.get(10, TimeUnit.SECONDS).facts())
                        .containsEntry("hop", "0")
                        .containsEntry("reason", "silent");
            } finally {
                RealSshd.run("kill", "-KILL", serving);
            }
        }
    }

    @Test
    void aConnectionIsCancelledAtTheSecondHop() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Way way = way(
                    through(1).hops().getFirst(),
                    hop("127.0.0.1", silent.getLocalPort(), "ann", keys.get(1), List.of()));
            CompletableFuture<Failure> failure = new CompletableFuture<>();
            Thread connecting = Thread.ofVirtual().start(() -> failure.complete(failureOf(way)));
            try (Socket accepted = silent.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo('S');
                connecting.interrupt();
                assertThat(failure.get(10, TimeUnit.SECONDS).cause()).isEqualTo(FailureCause.CANCELLED);
                // the whole chain is gone, not the last session alone
                while (accepted.getInputStream().read() >= 0) {
                    assertThat(accepted.isConnected()).isTrue();
                }
            }
        }
    }
}
