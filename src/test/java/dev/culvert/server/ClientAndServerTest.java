package dev.culvert.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import dev.culvert.net.TunnelException;
import dev.culvert.pipeline.EchoProbe;
import dev.culvert.pipeline.PacketPath;
import dev.culvert.pipeline.TrafficCounters;
import dev.culvert.ssh.TunChannel;
import dev.culvert.tun.MemoryTunDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client as shipped against the embedded server, without any privilege. */
class ClientAndServerTest {
    private static final InetAddress CLIENT4 = InterfaceAddress.address("10.78.0.1");
    private static final InetAddress SERVER4 = InterfaceAddress.address("10.78.0.2");
    private static final InetAddress CLIENT6 = InterfaceAddress.address("fd78::1");
    private static final InetAddress SERVER6 = InterfaceAddress.address("fd78::2");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final EchoPeers peers = new EchoPeers(Set.of(SERVER4, SERVER6));

    @ParameterizedTest
    @EnumSource
    void pingsOverBothFamilies(Layer layer) throws Exception {
        try (ConnectedClient client = ConnectedClient.to(PermitTunnel.YES, peers);
                PacketPath path =
                        PacketPath.of(MemoryTunDevice.pair(layer).get(0), new TrafficCounters(), failure -> {})) {
            path.join(client.open(layer), failure -> {});
            for (boolean ipv6 : new boolean[] {false, true}) {
                InetAddress source = ipv6 ? CLIENT6 : CLIENT4;
                InetAddress peer = ipv6 ? SERVER6 : SERVER4;
                EchoProbe probe = layer == Layer.IP
                        ? EchoProbe.tun(path, source, peer)
                        : EchoProbe.tap(path, source, peer, Packets.MAC);
                assertThat(probe.measure(SOON)).isPresent();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {48, 1500, 16000, 32760})
    void everyByteOfADatagramComesBack(int length) throws Exception {
        try (ConnectedClient client = ConnectedClient.to(PermitTunnel.POINT_TO_POINT, peers)) {
            TunChannel channel = client.open(Layer.IP);
            BlockingQueue<byte[]> received = ConnectedClient.receive(channel);
            int whole = Math.max(length, 52);
            ConnectedClient.send(channel, Packets.udp(CLIENT4, SERVER4, length, 1));
            ConnectedClient.send(channel, Packets.udp(CLIENT6, SERVER6, whole, 2));
            assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(Packets.udpAnswer(CLIENT4, SERVER4, length, 1));
            assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(Packets.udpAnswer(CLIENT6, SERVER6, whole, 2));
        }
    }

    @Test
    void namesWhyItWasRefused() throws IOException {
        try (ConnectedClient client = ConnectedClient.to(PermitTunnel.ETHERNET, peers)) {
            assertThatThrownBy(() -> client.open(Layer.IP))
                    .satisfies(e -> assertThat(cause(e)).isEqualTo(FailureCause.TUNNEL_NOT_PERMITTED));
            client.open(Layer.ETHERNET, 3);
            assertThatThrownBy(() -> client.open(Layer.ETHERNET, 3))
                    .satisfies(e -> assertThat(cause(e)).isEqualTo(FailureCause.REMOTE_DEVICE_NOT_OPENED));
        }
    }

    /** Both windows are turned over many times in both directions at once; one byte counted wrongly ends in a stall. */
    @ParameterizedTest(name = "{0} MB in packets of {1}")
    @CsvSource({"200, 16000", "40, 1500", "4, 60"})
    void muchTrafficBothWaysNeverStalls(int megabytes, int length) throws Exception {
        try (ConnectedClient client = ConnectedClient.to(PermitTunnel.YES, peers)) {
            TunChannel channel = client.open(Layer.IP);
            long wanted = megabytes * 1_000_000L;
            AtomicLong back = new AtomicLong();
            CountDownLatch done = new CountDownLatch(1);
            channel.deliverTo(batch -> {
                long bytes = 0;
                for (int i = 0; i < batch.size(); i++) {
                    bytes += batch.length(i);
                }
                if (back.addAndGet(bytes) >= wanted) {
                    done.countDown();
                }
            });
            byte[] packet = Packets.udp(CLIENT4, SERVER4, length, 1);
            PacketBatch batch = new PacketBatch(32, length);
            Thread sender = Thread.ofPlatform().start(() -> {
                try {
                    while (done.getCount() > 0) {
                        batch.clear();
                        while (!batch.isFull()) {
                            batch.add(packet, 0, length);
                        }
                        channel.write(batch);
                    }
                } catch (IOException e) {
                    // the main thread sees that too little came back
                }
            });
            assertThat(done.await(120, TimeUnit.SECONDS))
                    .as("%d of %d bytes came back; connection lost: %s", back.get(), wanted, client.lost())
                    .isTrue();
            sender.join();
            assertThat(client.lost()).isNull();
        }
    }

    @Test
    void aClosedServerEndsTheTunnelByName() throws Exception {
        BlockingQueue<FailureCause> ended = new LinkedBlockingQueue<>();
        List<MemoryTunDevice> pair = MemoryTunDevice.pair(Layer.IP);
        try (ConnectedClient client = ConnectedClient.to(PermitTunnel.YES, options -> pair.get(0))) {
            TunChannel channel = client.open(Layer.IP);
            channel.onEnd(failure -> ended.add(failure.cause()));
            pair.get(1).close();
            assertThat(ended.poll(30, TimeUnit.SECONDS)).isEqualTo(FailureCause.TUNNEL_CLOSED);
        }
    }

    private static FailureCause cause(Throwable thrown) {
        return ((TunnelException) thrown).failure().cause();
    }
}
