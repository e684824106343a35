package dev.culvert.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NeighbourPacketTest {
    private static final InetAddress HERE4 = InterfaceAddress.address("10.78.0.1");
    private static final InetAddress PEER4 = InterfaceAddress.address("10.78.0.2");
    private static final InetAddress HERE6 = InterfaceAddress.address("fd78::1");
    private static final InetAddress PEER6 = InterfaceAddress.address("fd78::2");
    private static final byte[] MAC = bytes("020304050607");
    private static final byte[] PEER_MAC = bytes("0a0b0c0d0e0f");

    private static final String ADVERTISEMENT = """
            020304050607 0a0b0c0d0e0f 86dd
            60000000 0020 3a ff fd780000000000000000000000000002 fd780000000000000000000000000001
            8800 %s 60000000 fd780000000000000000000000000002 0201 0a0b0c0d0e0f""";

    @Test
    void asksByArp() {
        assertThat(NeighbourPacket.question(MAC, HERE4, PEER4)).isEqualTo(bytes("""
                        ffffffffffff 020304050607 0806
                        0001 0800 06 04 0001 020304050607 0a4e0001 000000000000 0a4e0002"""));
    }

    @Test
    void asksByNeighbourSolicitation() {
        assertThat(NeighbourPacket.question(MAC, HERE6, PEER6)).isEqualTo(bytes("""
                        3333ff000002 020304050607 86dd
                        60000000 0020 3a ff fd780000000000000000000000000001 ff0200000000000000000001ff000002
                        8700 7299 00000000 fd780000000000000000000000000002 0101 020304050607"""));
    }

    @Test
    void learnsFromAnArpReply() {
        String reply = """
                020304050607 0a0b0c0d0e0f 0806
                0001 0800 06 04 %s 0a0b0c0d0e0f %s 020304050607 0a4e0001""";
        assertThat(answer(reply.formatted("0002", "0a4e0002"), PEER4)).isEqualTo(PEER_MAC);
        assertThat(answer(reply.formatted("0001", "0a4e0002"), PEER4))
                .as("a request")
                .isEmpty();
        assertThat(answer(reply.formatted("0002", "0a4e0003"), PEER4))
                .as("another's")
                .isEmpty();
        assertThat(answer(reply.formatted("0002", "0a4e0002"), PEER6)).isEmpty();
    }

    @Test
    void learnsFromAnAdvertisement() {
        ByteBuffer frame = ByteBuffer.wrap(bytes(ADVERTISEMENT.formatted("0000")));
        String checksum = "%04x".formatted(InternetChecksum.of(frame, 22, 16, 58, 54, 32));
        String right = ADVERTISEMENT.formatted(checksum);
        assertThat(answer(right, PEER6)).isEqualTo(PEER_MAC);
        assertThat(answer(ADVERTISEMENT.formatted("1234"), PEER6))
                .as("wrong checksum")
                .isEmpty();
        assertThat(answer(right, HERE6)).as("another's").isEmpty();
        assertThat(answer(right.replace("3a ff", "3a 40"), PEER6))
                .as("from another link")
                .isEmpty();
    }

    @Test
    void readsNoByteBeyondTheFrame() {
        byte[] whole = bytes(ADVERTISEMENT.formatted("0000"));
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length).slice();
            assertThat(NeighbourPacket.answer(cut, 0, length, PEER6)).isEmpty();
            assertThat(NeighbourPacket.answer(cut, 0, length, PEER4)).isEmpty();
        }
    }

    @Test
    void framesByFamily() {
        assertThat(NeighbourPacket.frame(MAC, PEER_MAC, bytes("45aa")))
                .isEqualTo(bytes("0a0b0c0d0e0f 020304050607 0800 45aa"));
        assertThat(NeighbourPacket.frame(MAC, PEER_MAC, bytes("60aa")))
                .isEqualTo(bytes("0a0b0c0d0e0f 020304050607 86dd 60aa"));
    }

    private static byte[] answer(String frame, InetAddress target) {
        byte[] bytes = bytes(frame);
        return NeighbourPacket.answer(ByteBuffer.wrap(bytes), 0, bytes.length, target);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
}
