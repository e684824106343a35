package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentClientTest {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final AgentClient.Binding NO_BINDING = new AgentClient.Binding(DATA, DATA, DATA);

    @TempDir
    Path directory;

    RealAgent agent;

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
        AgentClient client = new AgentClient(agent.socket());
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
        AgentClient client = new AgentClient(agent.socket());
        assertThat(client.identities()).hasSize(1);
        assertThat(client.sign(Keygen.publicKey(key), "ssh-ed25519", DATA, NO_BINDING))
                .isEmpty();
        assertThat(client.sign(
                        Keygen.publicKey(Keygen.key(directory.resolve("other"))), "ssh-ed25519", DATA, NO_BINDING))
                .isEmpty();
    }

    @Test
    void anAgentThatIsGone() {
        agent.close();
        assertThatThrownBy(() -> new AgentClient(agent.socket()).identities()).isInstanceOf(IOException.class);
    }

    @Test
    void anAgentThatHangsUpAtWhatItDoesNotKnow() throws Exception {
        Path key = Keygen.key(directory.resolve("key"));
        agent.add(key.toString());
        Path socket = directory.resolve("strict.sock");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofVirtual().start(() -> passOnAllButExtensions(listener));
            AgentClient client = new AgentClient(socket);
            byte[] signature = client.sign(Keygen.publicKey(key), "ssh-ed25519", DATA, NO_BINDING)
                    .orElseThrow();
            assertThat(Signatures.verifies(Keygen.publicKey(key), signature, DATA))
                    .isTrue();
        }
    }

    private void passOnAllButExtensions(ServerSocketChannel listener) {
        try {
            while (true) {
                try (SocketChannel client = listener.accept();
                        SocketChannel real = SocketChannel.open(UnixDomainSocketAddress.of(agent.socket()))) {
                    ByteBuffer request = ByteBuffer.allocate(64 * 1024);
                    client.read(request);
                    if (request.get(4) != 27) {
                        real.write(request.flip());
                        ByteBuffer answer = ByteBuffer.allocate(64 * 1024);
                        real.read(answer);
                        client.write(answer.flip());
                    }
                }
            }
        } catch (IOException e) {
            // the test is over
        }
    }
}
