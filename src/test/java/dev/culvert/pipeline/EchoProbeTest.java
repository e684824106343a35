package dev.culvert.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.InternetChecksum;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EchoProbeTest {
    private static final InetAddress HERE = InterfaceAddress.address("10.78.0.1");
    private static final InetAddress PEER = InterfaceAddress.address("10.78.0.2");
    private static final byte[] MAC = {2, 3, 4, 5, 6, 7};
    private static final byte[] PEER_MAC = {2, 9, 9, 9, 9, 9};
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final FakePath path = new FakePath();

    @Test
    void measuresTheFirstAnswer() throws Exception {
        EchoProbe probe = EchoProbe.tun(path, HERE, PEER);
        assertThat(probe.measure(LONG).orElseThrow()).isBetween(Duration.ofNanos(1), LONG);
        assertThat(path.sent).hasSize(1);
        assertThat(path.consumed).containsExactly(true);
        assertThat(path.interceptor).as("nobody looks on").isNull();
        assertThat(probe.measure(LONG)).isPresent();
        assertThat(path.sent.get(1)).isNotEqualTo(path.sent.get(0));
    }

    @Test
    void asksAgainUntilAnswered() throws Exception {
        path.silentFor = 2;
        assertThat(EchoProbe.tun(path, HERE, PEER).measure(LONG)).isPresent();
        assertThat(path.sent).hasSize(3);
    }

    @Test
    void givesUpInTime() throws Exception {
        path.silentFor = Integer.MAX_VALUE;
        assertThat(EchoProbe.tun(path, HERE, PEER).measure(SHORT)).isEmpty();
        assertThat(path.interceptor).isNull();
    }

    @Test
    void otherPacketsGoOnToTheDevice() throws Exception {
        path.silentFor = Integer.MAX_VALUE;
        path.noise = HexFormat.of().parseHex("4500001c00000000400100000a4e00020a4e00010000000000000000");
        assertThat(EchoProbe.tun(path, HERE, PEER).measure(SHORT)).isEmpty();
        assertThat(path.consumed).isNotEmpty().doesNotContain(true);
    }

    @Test
    void asksForTheNeighbourFirstOnEthernet() throws Exception {
        path.ethernet = true;
        EchoProbe probe = EchoProbe.tap(path, HERE, PEER, MAC);
        assertThat(probe.measure(LONG)).isPresent();
        assertThat(path.sent).hasSize(2);
        assertThat(HexFormat.of().formatHex(path.sent.get(0), 0, 14)).isEqualTo("ffffffffffff0203040506070806");
        assertThat(HexFormat.of().formatHex(path.sent.get(1), 0, 14)).isEqualTo("0209090909090203040506070800");
        assertThat(path.consumed).as("the kernel sees the ARP reply too").containsExactly(false, true);
        assertThat(probe.measure(LONG)).isPresent();
        assertThat(path.sent).as("it knows the neighbour now").hasSize(3);
    }

    /** A path whose far side answers at once, on another thread, as the connection's reading thread does. */
    private static final class FakePath implements PacketPort {
        final List<byte[]> sent = new ArrayList<>();
        final List<Boolean> consumed = new ArrayList<>();
        volatile @Nullable PacketInterceptor interceptor;
        int silentFor;
        boolean ethernet;
        byte[] noise = {};

        @Override
        public void inject(byte[] packet) {
            sent.add(packet);
            byte[] answer = sent.size() <= silentFor ? noise : answer(packet);
            if (answer.length > 0) {
                deliver(answer);
            }
        }

        @Override
        public void intercept(@Nullable PacketInterceptor next) {
            interceptor = next;
        }

        private void deliver(byte[] packet) {
            // headroom before and tailroom behind, as in a batch
            ByteBuffer slot = ByteBuffer.allocate(32 + packet.length + 32).put(32, packet);
            PacketInterceptor current = interceptor;
            Thread reader = Thread.ofPlatform().start(() -> {
                if (current != null) {
                    consumed.add(current.intercept(slot, 32, packet.length));
                }
            });
            try {
                reader.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private byte[] answer(byte[] packet) {
            ByteBuffer answer = ByteBuffer.wrap(packet.clone());
            int ip = ethernet ? 14 : 0;
            if (ethernet) {
                answer.put(0, packet, 6, 6).put(6, PEER_MAC);
            }
            if (ethernet && answer.getShort(12) == 0x0806) {
                return answer.putShort(20, (short) 2)
                        .put(22, PEER_MAC)
                        .put(28, packet, 38, 4)
                        .put(32, packet, 22, 10)
                        .array();
            }
            answer.put(ip + 12, packet, ip + 16, 4).put(ip + 16, packet, ip + 12, 4);
            answer.put(ip + 20, (byte) 0).putShort(ip + 22, (short) 0);
            answer.putShort(ip + 22, (short) InternetChecksum.of(answer, ip + 20, 16));
            return answer.array();
        }
    }
}
