package dev.culvert.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.SshConnector.Offer;
import dev.culvert.ssh.SshConnector.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way a connection can fail, by its name. */
@Timeout(120)
class ConnectFailuresTest {
    @TempDir
    Path directory;

    /** Of a time that no step takes, on a busy machine either. */
    final SshConnector connector = new SshConnector(Duration.ofSeconds(40));

    @AfterEach
    void stop() {
        connector.close();
    }

    static Target target(int port, InetAddress... addresses) {
        return new Target("server.test", port, List.of(addresses), System.getProperty("user.name"));
    }

    static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    Failure failure(Target target, LoginCallbacks callbacks, List<byte[]> identities) {
        return failure(connector, target, callbacks, identities);
    }

    /** With a time-out short enough to wait for it. */
    static Failure failureInTime(Target target, Duration timeout) throws Exception {
        try (SshConnector impatient = new SshConnector(timeout)) {
            return failure(impatient, target, new FileKeys(null), List.of());
        }
    }

    static Failure failure(SshConnector connector, Target target, LoginCallbacks callbacks, List<byte[]> identities) {
        Throwable thrown = catchThrowable(() -> connector
                .connect(
                        target,
                        new Offer(List.of("publickey"), identities, LoginTerms.DEFAULT),
                        SshConnectorTest.KEEPALIVE,
                        callbacks,
                        stage -> {})
                .close());
        return assertThat(thrown)
                .asInstanceOf(type(TunnelException.class))
                .actual()
                .failure();
    }

    Failure failure(Target target) throws Exception {
        return failure(target, new FileKeys(null), List.of());
    }

    static Answering answering(byte[] bytes, boolean close) throws IOException {
        Answering answering = new Answering(new ServerSocket(0, 5, loopback()), new ConcurrentLinkedQueue<>());
        Thread.ofVirtual().start(() -> answering.serve(bytes, close));
        return answering;
    }

    /**
     * Answers each connection with some bytes; then closes it, or keeps it open.
     *
     * @param open connections that stay: the garbage collector closes a socket that nobody holds
     */
    record Answering(ServerSocket listener, Queue<Socket> open) implements AutoCloseable {
        int getLocalPort() {
            return listener.getLocalPort();
        }

        private void serve(byte[] bytes, boolean close) {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    open.add(socket);
                    socket.getOutputStream().write(bytes);
                    if (close) {
                        // not at once: a reset for what the client has sent meanwhile could overtake these bytes
                        socket.shutdownOutput();
                        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                        socket.close();
                    }
                }
            } catch (IOException e) {
                // the test is over
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void refused() throws Exception {
        int port = RealSshd.freePort();
        Failure failure = failure(target(port, loopback()));
        assertThat(failure).isEqualTo(Failure.of(FailureCause.CONNECTION_REFUSED, "server", "server.test:" + port));
    }

    @Test
    void anAddressThatSaysNoTellsMoreThanOneOutOfReach() throws Exception {
        int port = RealSshd.freePort();
        // 240.0.0.0/4 is reserved: the kernel refuses to send there
        assertThat(failure(target(port, InetAddress.getByName("240.0.0.1"), loopback()))
                        .cause())
                .isEqualTo(FailureCause.CONNECTION_REFUSED);
    }

    @Test
    void noAddress() throws Exception {
        assertThat(failure(target(22))).isEqualTo(Failure.of(FailureCause.NAME_NOT_RESOLVED, "host", "server.test"));
    }

    @Test
    void noRoute() throws Exception {
        // a link-local address on an interface that does not exist
        InetAddress nowhere = java.net.Inet6Address.getByAddress(
                null, InetAddress.getByName("fe80::1").getAddress(), 65_000);
        assertThat(failure(target(22, nowhere)).cause()).isEqualTo(FailureCause.NO_ROUTE_TO_SERVER);
    }

    @Test
    void theSecondAddressServes() throws Exception {
        Path key = RealSshd.keygen(directory.resolve("id"), "-t", "ed25519", "-N", "");
        try (RealSshd sshd = RealSshd.start(directory.resolve("sshd"))) {
            sshd.authorize(Files.readString(Path.of(key + ".pub")).strip());
            // sshd listens on 127.0.0.1 alone
            Target target = target(sshd.port(), InetAddress.getByName("127.0.0.2"), loopback());
            try (SshConnection connection = connector.connect(
                    target,
                    new Offer(List.of("publickey"), List.of(FileKeys.publicKey(key)), LoginTerms.DEFAULT),
                    SshConnectorTest.KEEPALIVE,
                    new FileKeys(key),
                    stage -> {})) {
                assertThat(connection.facts().address().host()).isEqualTo("127.0.0.1");
            }
        }
    }

    @Test
    void notSshAndClosed() throws Exception {
        try (Answering http = answering("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII), true)) {
            Failure failure = failure(target(http.getLocalPort(), loopback()));
            assertThat(failure.cause()).isEqualTo(FailureCause.NOT_AN_SSH_SERVER);
            assertThat(failure.facts()).containsEntry("answer", "HTTP/1.1 400 Bad Request");
        }
    }

    /**
     * Recorded: what sshd 9.8 and later say to an address under PerSourcePenalties (sshd.c, drop_connection), and what 9.2 says past
     * MaxStartups; the sshd of the lab has no penalties.
     */
    @ParameterizedTest
    @ValueSource(strings = {"Not allowed at this time\r\n", "Exceeded MaxStartups\r\n"})
    void putOff(String line) throws Exception {
        try (Answering sshd = answering(line.getBytes(StandardCharsets.US_ASCII), true)) {
            Failure failure = failure(target(sshd.getLocalPort(), loopback()));
            assertThat(failure.cause()).isEqualTo(FailureCause.CONNECTION_PUT_OFF);
            assertThat(failure.facts()).containsEntry("answer", line.strip());
        }
    }

    @Test
    void notSshAndOpen() throws Exception {
        try (Answering mail = answering("220 mail.test ESMTP\r\n".getBytes(StandardCharsets.US_ASCII), false)) {
            // long enough for the line to come
            Failure failure = failureInTime(target(mail.getLocalPort(), loopback()), Duration.ofSeconds(6));
            assertThat(failure.cause()).isEqualTo(FailureCause.NOT_AN_SSH_SERVER);
            assertThat(failure.facts()).containsEntry("answer", "220 mail.test ESMTP");
        }
    }

    @Test
    void closedWithoutAWord() throws Exception {
        try (Answering closing = answering(new byte[0], true)) {
            Failure failure = failure(target(closing.getLocalPort(), loopback()));
            assertThat(failure.cause()).as("%s", failure).isEqualTo(FailureCause.NOT_AN_SSH_SERVER);
        }
    }

    @Test
    void silent() throws Exception {
        try (Answering silent = answering(new byte[0], false)) {
            Failure failure = failureInTime(target(silent.getLocalPort(), loopback()), Duration.ofSeconds(2));
            assertThat(failure.cause()).isEqualTo(FailureCause.CONNECT_TIMED_OUT);
            assertThat(failure.facts()).containsEntry("seconds", "2");
        }
    }

    @Test
    void silentAfterItsName() throws Exception {
        try (Answering silent = answering("SSH-2.0-Silent\r\n".getBytes(StandardCharsets.US_ASCII), false)) {
            assertThat(failureInTime(target(silent.getLocalPort(), loopback()), Duration.ofSeconds(2))
                            .cause())
                    .isEqualTo(FailureCause.CONNECT_TIMED_OUT);
        }
    }

    @Test
    void noCommonAlgorithm() throws Exception {
        try (RealSshd sshd = RealSshd.start(directory.resolve("sshd"), "Ciphers aes256-cbc")) {
            Failure failure = failure(target(sshd.port(), loopback()));
            assertThat(failure.cause()).isEqualTo(FailureCause.NO_COMMON_ALGORITHM);
            assertThat(failure.facts()).containsEntry("offered", "aes256-cbc").containsKey("kind");
        }
    }

    @Test
    void noMethodLeft() throws Exception {
        Path key = RealSshd.keygen(directory.resolve("id"), "-t", "ed25519", "-N", "");
        try (RealSshd sshd = RealSshd.start(directory.resolve("sshd"), "KbdInteractiveAuthentication no")) {
            Failure failure =
                    failure(target(sshd.port(), loopback()), new FileKeys(key), List.of(FileKeys.publicKey(key)));
            assertThat(failure.cause()).isEqualTo(FailureCause.LOGIN_REFUSED);
            assertThat(failure.facts())
                    .containsEntry("methods", "publickey")
                    .containsEntry("accepted", "publickey, password");
        }
    }

    @Test
    void tooManyKeys() throws Exception {
        try (RealSshd sshd = RealSshd.start(directory.resolve("sshd"), "MaxAuthTries 1")) {
            Path one = RealSshd.keygen(directory.resolve("one"), "-t", "ed25519", "-N", "");
            Path two = RealSshd.keygen(directory.resolve("two"), "-t", "ed25519", "-N", "");
            Failure failure = failure(
                    target(sshd.port(), loopback()),
                    new FileKeys(one),
                    List.of(FileKeys.publicKey(one), FileKeys.publicKey(two)));
            assertThat(failure.cause()).as("%s", failure).isEqualTo(FailureCause.TOO_MANY_KEYS);
            assertThat(failure.facts().get("reason")).contains("Too many authentication failures");
        }
    }

    @Test
    void aHostKeyThatIsNotTrusted() throws Exception {
        Failure distrust = Failure.of(FailureCause.HOST_KEY_UNKNOWN, "server", "x");
        try (RealSshd sshd = RealSshd.start(directory.resolve("sshd"))) {
            FileKeys callbacks = new FileKeys(null) {
                @Override
                public Failure hostKey(HostKeyQuestion question) {
                    return distrust;
                }
            };
            assertThat(failure(target(sshd.port(), loopback()), callbacks, List.of()))
                    .isEqualTo(distrust);
            assertThat(sshd.log()).doesNotContain("Accepted");
        }
    }

    @Test
    void interruptedWhileTheUserThinks() throws Exception {
        try (RealSshd sshd = RealSshd.start(directory.resolve("sshd"))) {
            CountDownLatch asking = new CountDownLatch(1);
            CountDownLatch told = new CountDownLatch(1);
            FileKeys thinking = new FileKeys(null) {
                @Override
                public @Nullable Failure hostKey(HostKeyQuestion question) {
                    asking.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        told.countDown();
                    }
                    return null;
                }
            };
            assertThat(interrupted(target(sshd.port(), loopback()), thinking, asking))
                    .isEqualTo(Failure.of(FailureCause.CANCELLED));
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void interruptedWhileTheServerIsSilent() throws Exception {
        try (Answering silent = answering(new byte[0], false)) {
            CountDownLatch connecting = new CountDownLatch(1);
            AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
            Thread thread = Thread.ofPlatform().start(() -> {
                Throwable thrown = catchThrowable(() -> connector.connect(
                        target(silent.getLocalPort(), loopback()),
                        new Offer(List.of("publickey"), List.of(), LoginTerms.DEFAULT),
                        SshConnectorTest.KEEPALIVE,
                        new FileKeys(null),
                        stage -> {
                            if (stage == SshConnector.Stage.HOST_KEY) {
                                connecting.countDown();
                            }
                        }));
                failure.set(((TunnelException) thrown).failure());
            });
            connecting.await();
            thread.interrupt();
            // well before the connector's own limit
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
            assertThat(failure.get()).isEqualTo(Failure.of(FailureCause.CANCELLED));
        }
    }

    @Nullable
    Failure interrupted(Target target, LoginCallbacks callbacks, CountDownLatch when) throws Exception {
        CompletableFuture<Failure> failure = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> failure.complete(failure(target, callbacks, List.of())));
        when.await();
        thread.interrupt();
        return failure.get(10, TimeUnit.SECONDS);
    }
}
