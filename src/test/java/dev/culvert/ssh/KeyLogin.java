package dev.culvert.ssh;

import dev.culvert.net.Layer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;

/** The shortest way to a logged-in session on the batched transport: root, one key, any host key. */
public final class KeyLogin implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final SshClient client;
    private final ClientSession session;

    private KeyLogin(SshClient client, ClientSession session) {
        this.client = client;
        this.session = session;
    }

    /** @param set may change the client before it starts */
    public static KeyLogin to(String host, int port, Path key, Consumer<SshClient> set) throws IOException {
        return to(
                host,
                port,
                new FileKeyPairProvider(key).loadKeys(null).iterator().next(),
                set);
    }

    static KeyLogin to(String host, int port, KeyPair key, Consumer<SshClient> set) throws IOException {
        SshClient client = SshClient.setUpDefaultClient();
        BatchedTransport.install(client);
        client.setServerKeyVerifier((session, address, hostKey) -> true);
        set.accept(client);
        client.start();
        ClientSession session = client.connect("root", host, port, wireTo(host, port), null)
                .verify(TIMEOUT)
                .getClientSession();
        session.addPublicKeyIdentity(key);
        session.auth().verify(TIMEOUT);
        return new KeyLogin(client, session);
    }

    private static AttributeRepository wireTo(String host, int port) throws IOException {
        Wire wire = new SocketWire(Dialer.tcp(InetAddress.getByName(host), port, List.of(), TIMEOUT));
        return AttributeRepository.ofKeyValuePair(Wire.KEY, wire);
    }

    /** Offers one cipher alone, by its SSH name. */
    public static Consumer<SshClient> cipher(String name) {
        List<NamedFactory<Cipher>> chosen = BatchedTransport.ciphers().stream()
                .filter(cipher -> cipher.getName().equals(name))
                .toList();
        return client -> client.setCipherFactories(chosen);
    }

    public ClientSession session() {
        return session;
    }

    public TunChannel openTun(Layer layer, OptionalInt unit) throws IOException {
        return TunClientChannel.open(session, "server.test", layer, unit, TIMEOUT);
    }

    @Override
    public void close() throws IOException {
        session.close(false).await(TIMEOUT);
        client.stop();
    }
}
