package dev.culvert.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {
    @Test
    void exampleOfRfc1071() {
        ByteBuffer bytes = bytes("0001f203f4f5f6f7");
        assertThat(InternetChecksum.of(bytes, 0, 8)).isEqualTo(~0xddf2 & 0xffff);
    }

    @Test
    void oddLastByteIsTheHighHalfOfAWord() {
        assertThat(InternetChecksum.of(bytes("00010203ff"), 1, 4)).isEqualTo(~(0x0102 + 0x03ff) & 0xffff);
        assertThat(InternetChecksum.of(bytes("0102aa"), 0, 3)).isEqualTo(~(0x0102 + 0xaa00) & 0xffff);
    }

    @Test
    void aPacketWithRightChecksumsSumsToZero() {
        // an echo request of 8 bytes, 10.0.0.1 to 10.0.0.2
        ByteBuffer ping = bytes("4500002400014000400126d60a0000010a000002" + "0800f7ff00000000" + "0000000000000000");
        assertThat(InternetChecksum.of(ping, 0, 20)).isZero();
        assertThat(InternetChecksum.of(ping, 20, 16)).isZero();
    }

    @Test
    void pseudoHeaderIsCovered() {
        // UDP 10.0.0.1:1 to 10.0.0.2:7, "hi"
        ByteBuffer udp = bytes("0a0000010a000002" + "00010007000a0000" + "6869");
        int sum = 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 17 + 10 + 1 + 7 + 10 + 0x6869;
        assertThat(InternetChecksum.of(udp, 0, 4, 17, 8, 10)).isEqualTo(~sum & 0xffff);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
