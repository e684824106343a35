package dev.culvert.server;

import dev.culvert.net.Failure;
import dev.culvert.net.Layer;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.PacketBatch;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.LoginCallbacks;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.SshConnector;
import dev.culvert.ssh.TunChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** The real client, connected to an embedded server of its own in this process. */
final class ConnectedClient implements AutoCloseable {
    private static final String PASSWORD = "in memory";

    private final TunServer server;
    private final SshConnector connector = new SshConnector();
    private final SshConnection connection;
    private final BlockingQueue<Failure> lost = new LinkedBlockingQueue<>();

    private ConnectedClient(TunServer server) throws TunnelException {
        this.server = server;
        connection = connector.connect(
                new SshConnector.Target(
                        "localhost", server.port(), List.of(InetAddress.getLoopbackAddress()), "anyone"),
                new SshConnector.Offer(List.of("password"), List.of(), LoginTerms.DEFAULT),
                new Profile.Keepalive(Duration.ofSeconds(10), 3),
                new Password(),
                stage -> {});
        connection.onLost(lost::add);
    }

    static ConnectedClient to(PermitTunnel permit, DeviceOpener devices) throws IOException {
        TunServer server = TunServer.builder()
                .password((user, password) -> password.equals(PASSWORD))
                .permit(permit)
                .devices(devices)
                .start();
        try {
            return new ConnectedClient(server);
        } catch (TunnelException e) {
            server.close();
            throw e;
        }
    }

    TunChannel open(Layer layer) throws TunnelException {
        return connection.openTun(layer, OptionalInt.empty());
    }

    TunChannel open(Layer layer, int unit) throws TunnelException {
        return connection.openTun(layer, OptionalInt.of(unit));
    }

    /** Why the connection ended by itself; null while it lives. */
    @Nullable
    Failure lost() {
        return lost.peek();
    }

    /** Sends {@code packet}, blocking while the tunnel takes no more. */
    static void send(TunChannel channel, byte[] packet) throws IOException {
        PacketBatch batch = new PacketBatch(1, Math.max(packet.length, 64));
        batch.add(packet, 0, packet.length);
        channel.write(batch);
    }

    /** What comes from the server from now on. */
    static BlockingQueue<byte[]> receive(TunChannel channel) {
        BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        channel.deliverTo(batch -> {
            for (int i = 0; i < batch.size(); i++) {
                byte[] packet = new byte[batch.length(i)];
                batch.bytes().get(batch.offset(i), packet);
                received.add(packet);
            }
        });
        return received;
    }

    @Override
    public void close() throws IOException {
        connection.close();
        connector.close();
        server.close();
    }

    private static final class Password implements LoginCallbacks {
        @Override
        public @Nullable Failure hostKey(HostKeyQuestion question) {
            return null;
        }

        @Override
        public byte @Nullable [] sign(SignatureQuestion question) {
            return null;
        }

        @Override
        public List<String> secrets(SecretQuestion question) {
            return List.of(PASSWORD);
        }

        @Override
        public void banner(String text) {}
    }
}
