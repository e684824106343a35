package dev.culvert.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import dev.culvert.ssh.TunChannel;
import dev.culvert.tun.TunDevice;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** 10,000 malformed, oversize and empty messages from either side: the tunnel lives, and counts its windows right. */
class BadPacketsTest {
    private static final InetAddress CLIENT = InterfaceAddress.address("10.78.0.1");
    private static final InetAddress SERVER = InterfaceAddress.address("10.78.0.2");
    private static final int COUNT = 10_000;
    private static final int OVERSIZE = 32_800;

    private final KeyPair key = RawClient.newKey();
    private final Random random = new Random(78);

    @ParameterizedTest
    @EnumSource
    void fromTheClient(Layer layer) throws Exception {
        try (TunServer server = server();
                RawClient client = RawClient.connect(server.port(), "test").login(key)) {
            RawClient.Channel channel = client.open(layer == Layer.IP ? 1 : 2, 0x7fff_ffff, 1 << 20);
            for (int i = 0; i < COUNT; i++) {
                channel.send(badMessage(i));
            }
            assertThat(channel.messages()).as("answers to what is no packet").isZero();
            if (layer == Layer.IP) {
                channel.send(withFamily(Packets.udp(CLIENT, SERVER, 100, 1)));
                assertThat(channel.next()).isEqualTo(withFamily(Packets.udpAnswer(CLIENT, SERVER, 100, 1)));
            } else {
                byte[] arp = arpRequest();
                channel.send(arp);
                assertThat(channel.next()).isNotNull().startsWith(Packets.MAC);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromTheServer(Layer layer) throws Exception {
        try (ConnectedClient client = ConnectedClient.to(PermitTunnel.YES, options -> new BadDevice(layer))) {
            TunChannel channel = client.open(layer);
            BlockingQueue<byte[]> received = ConnectedClient.receive(channel);
            byte[] first = layer == Layer.IP ? Packets.udp(CLIENT, SERVER, 100, 1) : arpRequest();
            // the device sends its bad packets once it has been given a good one, and then sends that one back
            ConnectedClient.send(channel, first);
            byte[] last = received.poll(60, TimeUnit.SECONDS);
            while (last != null && !Arrays.equals(last, first)) {
                assertThat(layer).as("an Ethernet frame may hold anything").isEqualTo(Layer.ETHERNET);
                last = received.poll(60, TimeUnit.SECONDS);
            }
            assertThat(last).isEqualTo(first);
            assertThat(client.lost()).isNull();
        }
    }

    /** The window is the client's least: the server may fill it to the byte, as that kind of client counts, and no further. */
    @ParameterizedTest
    @CsvSource({"test, 100", "OpenSSH_9.9, 100", "test, 16000", "OpenSSH_9.9, 16000"})
    void theServerNeverOverrunsAWindow(String identification, int length) throws Exception {
        try (TunServer server = server();
                RawClient client =
                        RawClient.connect(server.port(), identification).login(key)) {
            RawClient.Channel channel = client.open(1, 0x7fff_ffff, 40_000);
            byte[] question = withFamily(Packets.udp(CLIENT, SERVER, length, 1));
            byte[] answer = withFamily(Packets.udpAnswer(CLIENT, SERVER, length, 1));
            int together = 100;
            for (int round = 0; round < 50; round++) {
                for (int i = 0; i < together; i++) {
                    channel.send(question);
                }
                for (int i = 0; i < together; i++) {
                    assertThat(channel.next()).isEqualTo(answer);
                }
            }
            assertThat(channel.overruns()).isZero();
        }
    }

    private TunServer server() throws Exception {
        return TunServer.builder()
                .authorize(key.getPublic())
                .devices(new EchoPeers(Set.of(SERVER)))
                .start();
    }

    /** Empty, short, random, oversize, cut off, of a wrong family or length in turn. */
    private byte[] badMessage(int turn) {
        byte[] packet = withFamily(Packets.udp(CLIENT, SERVER, 100, turn));
        return switch (turn % 8) {
            case 0 -> new byte[0];
            case 1 -> Arrays.copyOf(packet, 3);
            case 2 -> Arrays.copyOf(packet, 4);
            case 3 -> Arrays.copyOf(packet, 23);
            case 4 -> randomBytes(200);
            case 5 -> turn % 100 == 5 ? randomBytes(OVERSIZE) : Arrays.copyOf(packet, 103);
            case 6 ->
                ByteBuffer.wrap(packet)
                        .putInt(0, 0x7777)
                        .putShort(4, (short) 0xf500)
                        .array();
            default -> ByteBuffer.wrap(packet).putShort(6, (short) 9000).array();
        };
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] withFamily(byte[] packet) {
        return ByteBuffer.allocate(4 + packet.length).putInt(2).put(packet).array();
    }

    private static byte[] arpRequest() {
        return ByteBuffer.allocate(42)
                .putLong(0xffff_ffff_ffff_0000L)
                .position(6)
                .put(Packets.MAC)
                .putShort((short) 0x0806)
                .putInt(0x0001_0800)
                .putInt(0x0604_0001)
                .put(Packets.MAC)
                .put(CLIENT.getAddress())
                .put(new byte[6])
                .put(SERVER.getAddress())
                .array();
    }

    /** Sends bad packets and then what it was given first. */
    private final class BadDevice implements TunDevice {
        private final Layer layer;
        private final CountDownLatch begin = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile byte[] good = new byte[0];
        private int turn;

        BadDevice(Layer layer) {
            this.layer = layer;
        }

        @Override
        public String name() {
            return "bad0";
        }

        @Override
        public Layer layer() {
            return layer;
        }

        @Override
        public int read(PacketBatch batch) {
            batch.clear();
            try {
                begin.await();
                if (turn > COUNT) {
                    closed.await();
                    return -1;
                }
            } catch (InterruptedException e) {
                return -1;
            }
            while (turn < COUNT && !batch.isFull()) {
                byte[] message = badMessage(turn++);
                int packet = Math.min(Math.max(0, message.length - 4), batch.maxPacket());
                batch.add(message, message.length - packet, packet);
            }
            if (turn == COUNT && !batch.isFull()) {
                batch.add(good, 0, good.length);
                turn++;
            }
            return batch.size();
        }

        @Override
        public void write(PacketBatch batch) {
            byte[] packet = new byte[batch.length(0)];
            batch.bytes().get(batch.offset(0), packet);
            good = packet;
            begin.countDown();
        }

        @Override
        public void close() {
            begin.countDown();
            closed.countDown();
        }
    }
}
