package dev.culvert.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.SshConnector.Offer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConnectionLossTest {
    @TempDir
    Path directory;

    RealSshd sshd;
    Path key;
    final SshConnector connector = new SshConnector();

    @BeforeEach
    void start() throws Exception {
        sshd = RealSshd.start(directory.resolve("sshd"));
        key = RealSshd.keygen(directory.resolve("id"), "-t", "ed25519", "-N", "");
        sshd.authorize(Files.readString(Path.of(key + ".pub")).strip());
    }

    @AfterEach
    void stop() {
        connector.close();
        sshd.close();
    }

    SshConnection connect(Profile.Keepalive keepalive) throws Exception {
        return connector.connect(
                SshConnectorTest.target(sshd),
                new Offer(List.of("publickey"), List.of(FileKeys.publicKey(key)), LoginTerms.DEFAULT),
                keepalive,
                new FileKeys(key),
                stage -> {});
    }

    @Test
    void aServerThatFallsSilentIsNoticed() throws Exception {
        Profile.Keepalive keepalive = new Profile.Keepalive(Duration.ofMillis(300), 3);
        try (SshConnection connection = connect(keepalive)) {
            CompletableFuture<Failure> lost = new CompletableFuture<>();
            connection.onLost(lost::complete);
            long pid = Long.parseLong(
                    connection.exec("echo $PPID", SshConnectorTest.WAIT).out().strip());
            // answered keepalives keep it: four intervals and more
            assertThat(connection
                            .exec("sleep 1.5; echo in", SshConnectorTest.WAIT)
                            .out())
                    .isEqualTo("in\n");
            assertThat(lost).isNotDone();
            RealSshd.run("kill", "-STOP", Long.toString(pid));
            try {
                Failure failure = lost.get(10, TimeUnit.SECONDS);
                assertThat(failure.cause()).isEqualTo(FailureCause.CONNECTION_LOST);
                assertThat(failure.facts()).containsEntry("server", "server.test:" + sshd.port());
                assertThat(failure.facts()).containsEntry("reason", "silent").containsKey("seconds");
            } finally {
                RealSshd.run("kill", "-KILL", Long.toString(pid));
            }
        }
    }

    @Test
    void aServerThatEndsIsNoticedByAll() throws Exception {
        try (SshConnection connection = connect(SshConnectorTest.KEEPALIVE)) {
            CompletableFuture<Failure> lost = new CompletableFuture<>();
            connection.onLost(lost::complete);
            RemoteProcess process = connection.start("echo $PPID; cat");
            String pid = process.out().readLine();
            RealSshd.run("kill", "-KILL", pid);
            assertThat(lost.get(10, TimeUnit.SECONDS).cause()).isEqualTo(FailureCause.CONNECTION_LOST);
            assertThat(process.waitFor(SshConnectorTest.WAIT)).isEqualTo(OptionalInt.of(-1));
            assertThat(process.out().readLine()).isNull();
            assertThatThrownBy(() -> connection.exec("true", SshConnectorTest.WAIT))
                    .isInstanceOfSatisfying(
                            TunnelException.class,
                            e -> assertThat(e.failure().cause()).isEqualTo(FailureCause.CONNECTION_LOST));
            CompletableFuture<Failure> late = new CompletableFuture<>();
            connection.onLost(late::complete);
            assertThat(late).isDone();
        }
    }

    @Test
    void closingIsNoLoss() throws Exception {
        CompletableFuture<Failure> lost = new CompletableFuture<>();
        SshConnection connection = connect(SshConnectorTest.KEEPALIVE);
        connection.onLost(lost::complete);
        RemoteProcess process = connection.start("cat");
        connection.close();
        assertThat(process.waitFor(SshConnectorTest.WAIT)).isPresent();
        assertThat(lost).isNotDone();
    }

    @Test
    void aCommandThatTakesTooLong() throws Exception {
        try (SshConnection connection = connect(SshConnectorTest.KEEPALIVE)) {
            assertThatThrownBy(() -> connection.exec("sleep 30", Duration.ofMillis(300)))
                    .isInstanceOfSatisfying(
                            TunnelException.class,
                            e -> assertThat(e.failure())
                                    .isEqualTo(Failure.of(
                                            FailureCause.REMOTE_STEP_FAILED,
                                            "step",
                                            "sleep 30",
                                            "reason",
                                            "timed out")));
            assertThat(connection.exec("echo in", SshConnectorTest.WAIT).out()).isEqualTo("in\n");
        }
    }
}
