package dev.culvert.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.SshConnector.Offer;
import dev.culvert.ssh.SshConnector.Target;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections to a real sshd through a proxy of this test's own ({@link StandInProxy}): by HTTP CONNECT and by SOCKS 5. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyTest {
    private final SshConnector connector = new SshConnector();
    private final List<String> asked = new ArrayList<>();
    private RealSshd sshd;
    private Path key;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        key = RealSshd.keygen(directory.resolve("id"), "-t", "ed25519", "-N", "");
        sshd = RealSshd.start(directory.resolve("sshd"));
        sshd.authorize(Files.readString(Path.of(key + ".pub")).strip());
    }

    @AfterAll
    void stop() {
        connector.close();
        sshd.close();
    }

    private SshConnection connect(
            Way.Proxy.Kind kind,
            StandInProxy proxy,
            @Nullable String user,
            @Nullable String password,
            String host,
            int port)
            throws Exception {
        asked.clear();
        Way.Proxy through = new Way.Proxy(
                kind,
                new HostPort("proxy.test", proxy.port()),
                List.of(InetAddress.getLoopbackAddress()),
                Optional.empty(),
                user,
                (who, at) -> {
                    asked.add(who + "@" + at);
                    return password;
                });
        Way.Hop hop = new Way.Hop(
                new Target(host, port, List.of(), sshd.user()),
                new Offer(List.of("publickey"), List.of(FileKeys.publicKey(key)), LoginTerms.DEFAULT),
                new FileKeys(key),
                Duration.ofSeconds(5));
        return connector.connect(new Way(through, List.of(hop)), SshConnectorTest.KEEPALIVE, (stage, number) -> {});
    }

    private Failure failureOf(Way.Proxy.Kind kind, StandInProxy proxy, @Nullable String user, @Nullable String password)
            throws Exception {
        return failureOf(kind, proxy, user, password, sshd.port());
    }

    private Failure failureOf(
            Way.Proxy.Kind kind, StandInProxy proxy, @Nullable String user, @Nullable String password, int port)
            throws Exception {
        try (SshConnection connection = connect(kind, proxy, user, password, "localhost", port)) {
            throw new AssertionError("connected: " + connection.facts());
        } catch (TunnelException e) {
            return e.failure();
        }
    }

    @Test
    void withoutALoginBothKindsConnectByNameAndByAddress() throws Exception {
        try (StandInProxy proxy = StandInProxy.start(null)) {
            for (Way.Proxy.Kind kind : Way.Proxy.Kind.values()) {
                for (String host : List.of("localhost", "127.0.0.1")) {
                    try (SshConnection connection = connect(kind, proxy, null, null, host, sshd.port())) {
                        assertThat(connection
                                        .exec("echo in", SshConnectorTest.WAIT)
                                        .out())
                                .isEqualTo("in\n");
                        assertThat(connection.facts().address()).isEqualTo(new HostPort(host, sshd.port()));
                    }
                }
            }
            // the name is the proxy's to look up
            assertThat(proxy.targets()).contains("localhost:" + sshd.port(), "127.0.0.1:" + sshd.port());
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void withALogin() throws Exception {
        try (StandInProxy proxy = StandInProxy.start("ann:p:w")) {
            for (Way.Proxy.Kind kind : Way.Proxy.Kind.values()) {
                try (SshConnection connection = connect(kind, proxy, "ann", "p:w", "localhost", sshd.port())) {
                    assertThat(connection.facts().isOpenSsh()).isTrue();
                    assertThat(asked).containsExactly("ann@proxy.test:" + proxy.port());
                }
                assertThat(failureOf(kind, proxy, "ann", "wrong").cause()).isEqualTo(FailureCause.PROXY_LOGIN_REFUSED);
                assertThat(failureOf(kind, proxy, null, null).cause()).isEqualTo(FailureCause.PROXY_LOGIN_NEEDED);
                assertThat(failureOf(kind, proxy, "ann", null).cause()).isEqualTo(FailureCause.SECRET_NEEDED);
            }
        }
    }

    @Test
    void whatTheProxyDoesNotDo() throws Exception {
        int nobody = RealSshd.freePort();
        try (StandInProxy proxy = StandInProxy.start(null)) {
            Failure http = failureOf(Way.Proxy.Kind.HTTP, proxy, null, null, nobody);
            assertThat(http.cause()).isEqualTo(FailureCause.PROXY_REFUSED);
            assertThat(http.facts())
                    .containsEntry("reason", "502 Bad Gateway")
                    .containsEntry("target", "localhost:" + nobody);
            Failure socks = failureOf(Way.Proxy.Kind.SOCKS5, proxy, null, null, nobody);
            assertThat(socks.cause()).isEqualTo(FailureCause.PROXY_REFUSED);
            assertThat(socks.facts()).containsEntry("reason", "connection refused");
        }
    }

    @Test
    void whatIsNoProxy() throws Exception {
        for (Way.Proxy.Kind kind : Way.Proxy.Kind.values()) {
            try (StandInProxy mail = StandInProxy.saying("220 mail.test ESMTP\r\n")) {
                assertThat(failureOf(kind, mail, null, null).cause()).isEqualTo(FailureCause.NOT_A_PROXY);
            }
            try (StandInProxy ends = StandInProxy.saying("")) {
                assertThat(failureOf(kind, ends, null, null).cause()).isEqualTo(FailureCause.CONNECTION_LOST);
            }
        }
    }

    /** Each byte comes soon after the one before, and the answer never ends. */
    @Test
    void aProxyThatDripsIsNotWaitedFor() throws Exception {
        for (Way.Proxy.Kind kind : Way.Proxy.Kind.values()) {
            try (StandInProxy slow = StandInProxy.dripping(
                    kind == Way.Proxy.Kind.HTTP ? "HTTP/1.1 " : new String(new char[] {5, 0, 5, 0, 0, 3, 255}))) {
                Way.Proxy proxy = new Way.Proxy(
                        kind,
                        new HostPort("proxy.test", slow.port()),
                        List.of(InetAddress.getLoopbackAddress()),
                        Optional.empty(),
                        null,
                        (who, at) -> null);
                assertThatThrownBy(() -> Dialer.through(proxy, new HostPort("localhost", 22), Duration.ofMillis(400)))
                        .isInstanceOfSatisfying(
                                TunnelException.class,
                                e -> assertThat(e.failure().cause()).isEqualTo(FailureCause.CONNECT_TIMED_OUT));
            }
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws Exception {
        StandInProxy gone = StandInProxy.start(null);
        gone.close();
        Failure failure = failureOf(Way.Proxy.Kind.HTTP, gone, null, null);
        assertThat(failure.cause()).isEqualTo(FailureCause.CONNECTION_REFUSED);
        assertThat(failure.facts()).containsEntry("server", "proxy.test:" + gone.port());
    }
}
