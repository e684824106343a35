package dev.culvert.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EchoPacketTest {
    private static final InetAddress HERE4 = InterfaceAddress.address("10.78.0.1");
    private static final InetAddress PEER4 = InterfaceAddress.address("10.78.0.2");
    private static final InetAddress HERE6 = InterfaceAddress.address("fd78::1");
    private static final InetAddress PEER6 = InterfaceAddress.address("fd78::2");
    private static final long DATA = 0x0102030405060708L;

    @Test
    void requestOverIpv4() {
        assertThat(hex(EchoPacket.request(HERE4, PEER4, 0x1234, 7, DATA)))
                .isEqualTo("4500 0024 0000 4000 4001 263b 0a4e0001 0a4e0002 0800 d5b0 1234 0007 0102030405060708"
                        .replace(" ", ""));
    }

    @Test
    void requestOverIpv6() {
        assertThat(hex(EchoPacket.request(HERE6, PEER6, 0x1234, 7, DATA)))
                .isEqualTo(("60000000 0010 3a 40 fd780000000000000000000000000001 fd780000000000000000000000000002"
                                + "8000 6271 1234 0007 0102030405060708")
                        .replace(" ", ""));
    }

    @Test
    void checksumsAreRight() {
        ByteBuffer four = ByteBuffer.wrap(EchoPacket.request(HERE4, PEER4, 0xffff, 0xffff, -1));
        assertThat(InternetChecksum.of(four, 0, 20)).isZero();
        assertThat(InternetChecksum.of(four, 20, 16)).isZero();
        ByteBuffer six = ByteBuffer.wrap(EchoPacket.request(HERE6, PEER6, 0xffff, 0xffff, -1));
        assertThat(InternetChecksum.of(six, 8, 16, 58, 40, 16)).isZero();
    }

    @Test
    void knowsItsReplyWhereverItLies() {
        byte[] reply = reply4(EchoPacket.request(HERE4, PEER4, 0x1234, 0xfffe, DATA));
        assertThat(sequence(reply, 0)).isEqualTo(0xfffe);
        byte[] shifted = new byte[reply.length + 14];
        System.arraycopy(reply, 0, shifted, 14, reply.length);
        assertThat(sequence(shifted, 14)).isEqualTo(0xfffe);
        byte[] padded = java.util.Arrays.copyOf(reply, 46);
        assertThat(sequence(padded, 0)).as("padding of a short frame").isEqualTo(0xfffe);
        assertThat(EchoPacket.replySequence(
                        ByteBuffer.wrap(reply6(EchoPacket.request(HERE6, PEER6, 0x1234, 3, DATA))),
                        0,
                        56,
                        HERE6,
                        PEER6,
                        0x1234,
                        DATA))
                .isEqualTo(3);
    }

    /** Any bit that is changed makes it another packet, but for the parts of an IPv4 header that routers change. */
    @Test
    void anyOtherPacketIsNone() {
        byte[] reply = reply4(EchoPacket.request(HERE4, PEER4, 0x1234, 5, DATA));
        for (int bit = 0; bit < reply.length * 8; bit++) {
            int at = bit / 8;
            boolean changesOnTheWay = at == 1 || at == 4 || at == 5 || at == 8 || at == 10 || at == 11;
            boolean dontFragment = bit == 6 * 8 + 1;
            byte[] other = reply.clone();
            other[at] ^= (byte) (0x80 >> bit % 8);
            if (!changesOnTheWay && !dontFragment) {
                assertThat(sequence(other, 0)).as("bit %d", bit).isEqualTo(-1);
            }
        }
        for (int length = 0; length < reply.length; length++) {
            assertThat(EchoPacket.replySequence(
                            ByteBuffer.wrap(reply, 0, length).slice(), 0, length, HERE4, PEER4, 0x1234, DATA))
                    .isEqualTo(-1);
        }
        assertThat(sequence(EchoPacket.request(PEER4, HERE4, 0x1234, 5, DATA), 0))
                .as("a request")
                .isEqualTo(-1);
    }

    private static int sequence(byte[] packet, int offset) {
        return EchoPacket.replySequence(
                ByteBuffer.wrap(packet), offset, packet.length - offset, HERE4, PEER4, 0x1234, DATA);
    }

    /** What a host makes of it: addresses swapped, the type 0, checksums again. */
    private static byte[] reply4(byte[] request) {
        ByteBuffer reply = ByteBuffer.wrap(request.clone());
        reply.put(12, request, 16, 4).put(16, request, 12, 4);
        reply.put(20, (byte) 0).putShort(22, (short) 0);
        reply.putShort(22, (short) InternetChecksum.of(reply, 20, 16));
        return reply.array();
    }

    private static byte[] reply6(byte[] request) {
        ByteBuffer reply = ByteBuffer.wrap(request.clone());
        reply.put(8, request, 24, 16).put(24, request, 8, 16);
        reply.put(40, (byte) 129).putShort(42, (short) 0);
        reply.putShort(42, (short) InternetChecksum.of(reply, 8, 16, 58, 40, 16));
        return reply.array();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
