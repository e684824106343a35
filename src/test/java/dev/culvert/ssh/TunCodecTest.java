package dev.culvert.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.Test;

/** Bytes on the wire as OpenSSH's PROTOCOL 2.3 has them. */
class TunCodecTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void opensPointToPointWithAnyUnit() {
        assertThat(open(Layer.IP, OptionalInt.empty()))
                .isEqualTo("0000000f"
                        + HEX.formatHex("tun@openssh.com".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        + "00000007" + "00400000" + "00008000" + "00000001" + "7fffffff");
    }

    @Test
    void opensEthernetWithAUnit() {
        assertThat(open(Layer.ETHERNET, OptionalInt.of(101)))
                .endsWith("00400000" + "00008000" + "00000002" + "00000065");
    }

    @Test
    void framesAnIpv4PacketBehindItsAddressFamily() {
        assertThat(data(Layer.IP, Packets.ipv4(24, 0x01020304)))
                .isEqualTo("5e" + "00000003" + "0000001c" + "00000002" + "4500001800000000000000000000000000000000"
                        + "01020304");
    }

    @Test
    void framesAnIpv6PacketBehindItsAddressFamily() {
        assertThat(data(Layer.IP, Packets.ipv6(44, 5)))
                .startsWith("5e" + "00000003" + "00000030" + "00000018" + "6000000000040000");
    }

    @Test
    void framesAnEthernetFrameBare() {
        byte[] frame = new byte[14];
        Arrays.fill(frame, (byte) 0xee);
        assertThat(data(Layer.ETHERNET, frame)).isEqualTo("5e" + "00000003" + "0000000e" + "ee".repeat(14));
    }

    @Test
    void takesThePacketOutOfADataString() {
        PacketBatch batch = new PacketBatch(2, TunCodec.MAX_PACKET);
        byte[] packet = Packets.ipv4(28, 9);
        byte[] message = HEX.parseHex("ffff" + "00000002" + HEX.formatHex(packet));
        assertThat(TunCodec.takePacket(Layer.IP, message, 2, 32, batch)).isTrue();
        byte[] taken = new byte[batch.length(0)];
        batch.bytes().get(batch.offset(0), taken);
        assertThat(taken).isEqualTo(packet);
    }

    @Test
    void knowsWholePacketsFromOthers() {
        assertThat(whole(Layer.IP, Packets.ipv4(24, 0))).isTrue();
        assertThat(whole(Layer.IP, Packets.ipv6(44, 0))).isTrue();
        assertThat(whole(Layer.IP, Packets.ipv4(TunCodec.MAX_PACKET, 0))).isTrue();
        assertThat(whole(Layer.ETHERNET, new byte[14])).isTrue();

        assertThat(whole(Layer.IP, new byte[0])).as("empty").isFalse();
        assertThat(whole(Layer.IP, Packets.ipv4(TunCodec.MAX_PACKET + 1, 0)))
                .as("longer than sshd takes")
                .isFalse();
        assertThat(whole(Layer.IP, Arrays.copyOf(Packets.ipv4(24, 0), 23)))
                .as("cut")
                .isFalse();
        assertThat(whole(Layer.IP, Arrays.copyOf(Packets.ipv4(24, 0), 25)))
                .as("more than its header says")
                .isFalse();
        assertThat(whole(Layer.IP, Arrays.copyOf(Packets.ipv6(44, 0), 39)))
                .as("less than a header")
                .isFalse();
        assertThat(whole(Layer.IP, changed(Packets.ipv4(24, 0), 0, 0x44)))
                .as("a header of 16 bytes")
                .isFalse();
        assertThat(whole(Layer.IP, changed(Packets.ipv4(24, 0), 0, 0x4f)))
                .as("a header longer than the packet")
                .isFalse();
        for (int version : new int[] {0, 1, 2, 3, 5, 7, 8, 15}) {
            assertThat(whole(Layer.IP, changed(Packets.ipv4(24, 0), 0, version << 4 | 5)))
                    .as("version %d", version)
                    .isFalse();
        }
        assertThat(whole(Layer.ETHERNET, new byte[13]))
                .as("less than an Ethernet header")
                .isFalse();
    }

    @Test
    void debitsFourBytesMoreTowardsOpenSsh() {
        assertThat(TunCodec.windowDebit(1504, true)).isEqualTo(1508);
        assertThat(TunCodec.windowDebit(1504, false)).isEqualTo(1504);
    }

    @Test
    void namesARefusalByWhatSshdSaysBefore() {
        assertThat(TunCodec.refusal(List.of("Server has rejected tunnel device forwarding")))
                .isEqualTo(FailureCause.TUNNEL_NOT_PERMITTED);
        assertThat(TunCodec.refusal(List.of("something", "Failed to open the tunnel device.")))
                .isEqualTo(FailureCause.REMOTE_DEVICE_NOT_OPENED);
        assertThat(TunCodec.refusal(List.of())).isEqualTo(FailureCause.TUNNEL_REFUSED);
    }

    /** Whatever stands in a data string, nothing is thrown and only whole packets are taken. */
    @Test
    void takesNothingButWholePacketsFromRandomBytes() {
        Random random = new Random(20260101);
        PacketBatch batch = new PacketBatch(1, TunCodec.MAX_PACKET);
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] message = new byte[random.nextInt(96)];
            random.nextBytes(message);
            if (message.length > 8 && random.nextBoolean()) {
                // close to a packet
                int packet = message.length - 4;
                message[4] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
                message[random.nextBoolean() ? 6 : 8] = 0;
                message[random.nextBoolean() ? 7 : 9 % message.length] =
                        (byte) (packet - (random.nextBoolean() ? 40 : 0));
            }
            Layer layer = random.nextInt(8) == 0 ? Layer.ETHERNET : Layer.IP;
            batch.clear();
            if (TunCodec.takePacket(layer, message, 0, message.length, batch)) {
                taken++;
                assertThat(TunCodec.isWhole(layer, batch.bytes(), batch.offset(0), batch.length(0)))
                        .isTrue();
                assertThat(batch.length(0)).isEqualTo(message.length - TunCodec.prefixLength(layer));
            } else {
                assertThat(batch.size()).isZero();
            }
        }
        assertThat(taken).isGreaterThan(1000);
    }

    private static String open(Layer layer, OptionalInt unit) {
        ByteArrayBuffer buffer = new ByteArrayBuffer();
        TunCodec.putOpen(buffer, 7, layer, unit);
        return HEX.formatHex(buffer.getCompactData());
    }

    private static String data(Layer layer, byte[] packet) {
        PacketBatch batch = new PacketBatch(1, TunCodec.MAX_PACKET);
        batch.add(packet, 0, packet.length);
        byte[] target = new byte[1 + TunCodec.DATA_HEADER + packet.length];
        int length = TunCodec.putData(3, layer, batch, 0, target, 1);
        return HEX.formatHex(target, 1, 1 + length);
    }

    private static boolean whole(Layer layer, byte[] packet) {
        ByteBuffer bytes = ByteBuffer.allocate(packet.length + 8).put(5, packet);
        return TunCodec.isWhole(layer, bytes, 5, packet.length);
    }

    private static byte[] changed(byte[] packet, int index, int value) {
        packet[index] = (byte) value;
        return packet;
    }
}
