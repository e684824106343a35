package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.culvert.lab.Await;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentClientTest {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final AgentClient.Binding NO_BINDING = new AgentClient.Binding(DATA, DATA, DATA);

    private static final int SIGN = 13;
    private static final int EXTENSION = 27;

    @TempDir
    Path directory;

    RealAgent agent;

    private static AgentClient client(Path socket) {
        return new AgentClient(AgentDoor.at(socket), AgentClient.Patience.USUAL, () -> {});
    }

    @BeforeEach
    void start() throws Exception {
        agent = RealAgent.start(directory);
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void listsAndSignsWithEachType() throws Exception {
        AgentClient client = client(agent.socket());
        assertThat(client.identities()).isEmpty();
        for (String type : new String[] {"ed25519", "ecdsa -b 384", "rsa -b 2048"}) {
            agent.add(
                    Keygen.key(directory.resolve(type.replace(' ', '_')), type).toString());
        }
        assertThat(client.identities())
                .extracting(entry -> entry.key().type())
                .containsExactly("ssh-ed25519", "ecdsa-sha2-nistp384", "ssh-rsa");
        for (AgentClient.Entry entry : client.identities()) {
            assertThat(entry.comment()).isEqualTo("test");
            String[] algorithms = entry.key().type().equals("ssh-rsa")
                    ? new String[] {"rsa-sha2-256", "rsa-sha2-512"}
                    : new String[] {entry.key().type()};
            for (String algorithm : algorithms) {
                byte[] signature =
                        client.sign(entry.key(), algorithm, DATA, NO_BINDING).orElseThrow();
                assertThat(new SshReader(signature).readString()).isEqualTo(algorithm);
                assertThat(Signatures.verifies(entry.key(), signature, DATA)).isTrue();
            }
        }
    }

    @Test
    void aRefusalIsNoError() throws Exception {
        Path key = Keygen.key(directory.resolve("key"));
        agent.add("-c", key.toString());
        AgentClient client = client(agent.socket());
        assertThat(client.identities()).hasSize(1);
        assertThat(client.sign(Keygen.publicKey(key), "ssh-ed25519", DATA, NO_BINDING))
                .isEmpty();
        assertThat(client.sign(
                        Keygen.publicKey(Keygen.key(directory.resolve("other"))), "ssh-ed25519", DATA, NO_BINDING))
                .isEmpty();
    }

    /** As one that is stopped: the system lets nobody in, and says nothing. */
    @Test
    void anAgentWhoseQueueIsFull() throws Exception {
        UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(directory.resolve("full"));
        AgentClient.Patience patience =
                new AgentClient.Patience(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(300));
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(socket, 1);
            // unix(7): one more than the backlog
            try (SocketChannel first = SocketChannel.open(socket);
                    SocketChannel second = SocketChannel.open(socket)) {
                AgentClient client = new AgentClient(AgentDoor.at(socket.getPath()), patience, () -> {});
                assertTimeoutPreemptively(
                        Duration.ofSeconds(20),
                        () -> assertThatThrownBy(client::identities).isInstanceOf(InterruptedIOException.class));
                assertThat(first.isConnected() && second.isConnected()).isTrue();
            }
        }
    }

    @Test
    void anAgentThatIsGone() {
        agent.close();
        assertThatThrownBy(() -> client(agent.socket()).identities()).isInstanceOf(IOException.class);
    }

    /** 1Password's socket on macOS has a space in its path, and agents other than OpenSSH's know no session-bind. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAgentThatKnowsNoExtension(boolean hangsUp) throws Exception {
        Path key = Keygen.key(directory.resolve("key"));
        agent.add(key.toString());
        Path socket =
                Files.createDirectory(directory.resolve("Group Containers")).resolve("agent of another.sock");
        byte[] failure = new SshWriter().putBytes(new byte[] {5}).toByteArray();
        try (ScriptedAgent strict = ScriptedAgent.start(socket, request -> {
            if (request[0] == EXTENSION) {
                return hangsUp ? null : failure;
            }
            return ScriptedAgent.passOn(agent.socket(), request);
        })) {
            signs(strict.client(AgentClient.Patience.USUAL, () -> {}), key);
        }
    }

    /** An extension that is not answered at all holds nothing up for longer than it may. */
    @Test
    void anAgentThatIsSilentToWhatItDoesNotKnow() throws Exception {
        Path key = Keygen.key(directory.resolve("key"));
        agent.add(key.toString());
        try (ScriptedAgent silent = ScriptedAgent.start(directory.resolve("silent.sock"), request -> {
            if (request[0] == EXTENSION) {
                new CountDownLatch(1).await();
            }
            return ScriptedAgent.passOn(agent.socket(), request);
        })) {
            signs(silent.client(patience(60_000, 50, 60_000), () -> {}), key);
        }
    }

    private static void signs(AgentClient client, Path key) throws Exception {
        byte[] signature = client.sign(Keygen.publicKey(key), "ssh-ed25519", DATA, NO_BINDING)
                .orElseThrow();
        assertThat(Signatures.verifies(Keygen.publicKey(key), signature, DATA)).isTrue();
    }

    private static AgentClient.Patience patience(int unexplained, int extension, int person) {
        return new AgentClient.Patience(
                Duration.ofMillis(unexplained), Duration.ofMillis(extension), Duration.ofMillis(person));
    }

    /** As 1Password does, whose keys are listed once a person has unlocked it. */
    @Test
    void anAgentThatIsUnlockedFirst() throws Exception {
        agent.add(Keygen.key(directory.resolve("key")).toString());
        CountDownLatch unlocked = new CountDownLatch(1);
        try (ScriptedAgent slow = ScriptedAgent.start(directory.resolve("slow.sock"), request -> {
            unlocked.await();
            return ScriptedAgent.passOn(agent.socket(), request);
        })) {
            // the person who is told that it waits unlocks it
            assertThat(slow.client(patience(20, 1000, 60_000), unlocked::countDown)
                            .identities())
                    .hasSize(1);
        }
    }

    @Test
    void anAgentThatNeverAnswersIsGivenUp() throws Exception {
        List<String> told = new ArrayList<>();
        try (ScriptedAgent never = ScriptedAgent.start(directory.resolve("never.sock"), request -> {
            new CountDownLatch(1).await();
            return null;
        })) {
            AgentClient client = never.client(patience(20, 20, 200), () -> told.add("waits"));
            assertThatThrownBy(client::identities).isInstanceOf(InterruptedIOException.class);
            assertThatThrownBy(() -> client.sign(
                            Keygen.publicKey(Keygen.key(directory.resolve("key"))), "ssh-ed25519", DATA, NO_BINDING))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(told).containsExactly("waits", "waits");
        }
    }

    /** What a hostile agent says is bounded before anything is allocated for it. */
    @Test
    void answersThatAreNoAnswers() throws Exception {
        SshWriter many = new SshWriter().putByte(12).putInt(2049);
        SshWriter cut = new SshWriter().putByte(12).putInt(3).putInt(Integer.MAX_VALUE);
        List<byte[]> answers = List.of(
                new SshWriter().putInt(-1).toByteArray(),
                new SshWriter().putInt(0).toByteArray(),
                new SshWriter().putInt(256 * 1024 + 1).toByteArray(),
                new SshWriter().putBytes(many.toByteArray()).toByteArray(),
                new SshWriter().putBytes(cut.toByteArray()).toByteArray(),
                new SshWriter().putBytes(new byte[] {5}).toByteArray(),
                new SshWriter().putBytes(new byte[] {14}).toByteArray());
        SshKey key = Keygen.publicKey(Keygen.key(directory.resolve("key")));
        for (byte[] answer : answers) {
            Path socket = directory.resolve("hostile" + answers.indexOf(answer));
            try (ScriptedAgent hostile = ScriptedAgent.start(socket, request -> answer)) {
                AgentClient client = hostile.client(AgentClient.Patience.USUAL, () -> {});
                assertThatThrownBy(client::identities).isInstanceOf(IOException.class);
                if (answer.length != 5 || answer[4] != 5) {
                    assertThatThrownBy(() -> client.sign(key, "ssh-ed25519", DATA, NO_BINDING))
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    /** An agent that ignores the flags for SHA-2, as old ones do, gives a signature that no server should be shown. */
    @Test
    void aSignatureBySha1IsNotTaken() throws Exception {
        Path key = Keygen.key(directory.resolve("rsa"), "rsa -b 2048");
        agent.add(key.toString());
        try (ScriptedAgent old = ScriptedAgent.start(directory.resolve("old.sock"), request -> {
            byte[] withoutFlags = request.clone();
            if (request[0] == SIGN) {
                withoutFlags[request.length - 1] = 0;
            }
            return ScriptedAgent.passOn(agent.socket(), withoutFlags);
        })) {
            AgentClient client = old.client(AgentClient.Patience.USUAL, () -> {});
            assertThatThrownBy(() -> client.sign(Keygen.publicKey(key), "rsa-sha2-512", DATA, NO_BINDING))
                    .hasMessage("the agent signed by ssh-rsa");
        }
    }

    @Test
    void aLockedAgentHasNoKeys() throws Exception {
        Path key = Keygen.key(directory.resolve("key"));
        agent.add(key.toString());
        AgentClient client = client(agent.socket());
        agent.lock("-x", directory);
        assertThat(client.identities()).isEmpty();
        assertThat(client.sign(Keygen.publicKey(key), "ssh-ed25519", DATA, NO_BINDING))
                .isEmpty();
        agent.lock("-X", directory);
        assertThat(client.identities()).hasSize(1);
    }

    @Test
    void anAgentThatEndsWhileItIsAsked() throws Exception {
        // it holds the connection as well, and so has to end with the agent
        Path asks = directory.resolve("asks");
        Path asked = directory.resolve("asked");
        Files.writeString(asks, "#!/bin/sh\necho > '" + asked + "'\nwhile kill -0 $PPID; do sleep 0.05; done\n");
        Files.setPosixFilePermissions(asks, PosixFilePermissions.fromString("rwx------"));
        Path other = Files.createDirectory(directory.resolve("other"));
        Path key = Keygen.key(directory.resolve("key"));
        try (RealAgent asking = RealAgent.start(other, asks.toString())) {
            asking.add("-c", key.toString());
            AgentClient client = client(asking.socket());
            Thread.ofVirtual().start(() -> {
                Await.until("the agent asks", Duration.ofSeconds(20), () -> Files.exists(asked));
                asking.kill();
            });
            assertThatThrownBy(() -> client.sign(Keygen.publicKey(key), "ssh-ed25519", DATA, NO_BINDING))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void whoConfirmsSignsAndWhoDoesNotDoesNot() throws Exception {
        Path key = Keygen.key(directory.resolve("key"));
        for (boolean yes : new boolean[] {true, false}) {
            Path folder = Files.createDirectory(directory.resolve("says " + yes));
            try (RealAgent confirming = RealAgent.start(folder, yes ? "/bin/true" : "/bin/false")) {
                confirming.add("-c", key.toString());
                assertThat(client(confirming.socket())
                                .sign(Keygen.publicKey(key), "ssh-ed25519", DATA, NO_BINDING)
                                .isPresent())
                        .isEqualTo(yes);
            }
        }
    }
}
