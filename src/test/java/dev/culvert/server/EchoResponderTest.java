package dev.culvert.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.Layer;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Given bytes, these bytes; their checksums were computed apart. The host is 10.0.0.2, fd00::2 at 02:63:00:00:00:02; it is asked
 * by 10.0.0.1, fd00::1 at 02:63:00:00:00:01.
 */
class EchoResponderTest {
    private static final String PING4 = "450000204abc40004001dc1e0a0000010a000002080021041234000161626364";
    private static final String PING6 =
            "60000000000c3a40fd000000000000000000000000000001fd000000000000000000000000000002"
                    + "8000aeb81234000161626364";
    private static final String UDP6 =
            "60000000000d1140fd000000000000000000000000000001fd000000000000000000000000000002"
                    + "9c400007000d25b668656c6c6f";
    private static final String FROM_ASKER = "026300000002026300000001";

    private final EchoResponder ip = responder(Layer.IP);
    private final EchoResponder ethernet = responder(Layer.ETHERNET);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ping, " + PING4 + ", 450000204abc40004001dc1e0a0000020a000001000029041234000161626364",
        "ping with options and a spent TTL,"
                + "460000244abc40000101181a0a0000010a00000201010100080021041234000161626364,"
                + "460000244abc40004001d9190a0000020a00000101010100000029041234000161626364",
        "ping over IPv6, " + PING6 + ","
                + "60000000000c3a40fd000000000000000000000000000002fd000000000000000000000000000001"
                + "8100adb81234000161626364",
        "UDP, 450000214abc40004011dc0d0a0000010a0000029c400007000d0bb868656c6c6f,"
                + "450000214abc40004011dc0d0a0000020a00000100079c40000d0bb868656c6c6f",
        "UDP without a checksum, 450000214abc40004011dc0d0a0000010a0000029c400007000d000068656c6c6f,"
                + "450000214abc40004011dc0d0a0000020a00000100079c40000d000068656c6c6f",
        "UDP over IPv6, " + UDP6 + ","
                + "60000000000d1140fd000000000000000000000000000002fd000000000000000000000000000001"
                + "00079c40000d25b668656c6c6f",
    })
    void answers(String what, String question, String answer) {
        assertThat(ask(ip, question)).as(what).isEqualTo(answer);
        assertThat(ask(ethernet, frame(question)))
                .isEqualTo("026300000001026300000002" + frame(answer).substring(24));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "who has 10.0.0.2,"
                + "ffffffffffff026300000001080600010800060400010263000000010a0000010000000000000a000002,"
                + "026300000001026300000002080600010800060400020263000000020a0000020263000000010a000001",
        "solicitation,"
                + "3333ff00000202630000000186dd6000000000203afffd000000000000000000000000000001"
                + "ff0200000000000000000001ff00000287007d3400000000fd000000000000000000000000000002"
                + "0101026300000001,"
                + "02630000000102630000000286dd6000000000203afffd000000000000000000000000000002"
                + "fd00000000000000000000000000000188001c3760000000fd000000000000000000000000000002"
                + "0201026300000002",
        "duplicate address detection,"
                + "3333ff00000202630000000186dd6000000000183aff00000000000000000000000000000000"
                + "ff0200000000000000000001ff00000287007da300000000fd000000000000000000000000000002,"
                + "33330000000102630000000286dd6000000000203afffd000000000000000000000000000002"
                + "ff02000000000000000000000000000188005a3520000000fd000000000000000000000000000002"
                + "0201026300000002",
    })
    void isANeighbour(String what, String question, String answer) {
        assertThat(ask(ethernet, question)).as(what).isEqualTo(answer);
        assertThat(ask(ip, question)).isEmpty();
    }

    @Test
    void paddingOfAFrameIsNotAnswered() {
        assertThat(ask(ethernet, frame(PING4) + "0".repeat(28)))
                .isEqualTo("026300000001026300000002"
                        + frame("450000204abc40004001dc1e0a0000020a000001000029041234000161626364")
                                .substring(24));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "450000204abc40004001dc1e0a0000010a000003080021041234000161626364",
                "450000204abc20004001fc1e0a0000010a000002080021041234000161626364",
                "450000204abc40004001dc1f0a0000010a000002080021041234000161626364",
                "450000204abc40004001dc1e0a0000010a000002080021041234000161626365",
                "450000204abc40004001dc1e0a0000020a000001000029041234000161626364",
                "450000214abc40004011dc0d0a0000010a0000029c400007000d0bb868656c6c6e",
                "60000000000c3a40fd000000000000000000000000000001fd000000000000000000000000000003"
                        + "8000aeb71234000161626364",
            })
    void staysSilentOnOtherAddressesFragmentsAndWrongSums(String packet) {
        assertThat(ask(ip, packet)).isEmpty();
        assertThat(ask(ethernet, frame(packet))).isEmpty();
    }

    @Test
    void staysSilentOnFramesForOthers() {
        assertThat(ask(ethernet, "026300000003026300000001" + frame(PING4).substring(24)))
                .isEmpty();
    }

    @Test
    void noByteMoreOrLessAndNoBitTurnedHurts() {
        for (String whole : new String[] {PING4, PING6, UDP6, frame(PING4), frame(PING6), frame(UDP6)}) {
            for (int length = 0; length < whole.length(); length += 2) {
                ask(ip, whole.substring(0, length));
                ask(ethernet, whole.substring(0, length));
            }
            byte[] bytes = HexFormat.of().parseHex(whole);
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                String turned = HexFormat.of().formatHex(bytes);
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(ask(ip, turned).length()).isLessThanOrEqualTo(whole.length());
                assertThat(ask(ethernet, turned).length()).isLessThanOrEqualTo(whole.length());
            }
        }
    }

    private static EchoResponder responder(Layer layer) {
        return new EchoResponder(
                layer,
                Set.of(InterfaceAddress.address("10.0.0.2"), InterfaceAddress.address("fd00::2")),
                HexFormat.of().parseHex("026300000002"));
    }

    private static String frame(String packet) {
        return FROM_ASKER + (packet.startsWith("4") ? "0800" : "86dd") + packet;
    }

    private static String ask(EchoResponder responder, String question) {
        byte[] bytes = HexFormat.of().parseHex(question);
        ByteBuffer buffer = ByteBuffer.allocate(Math.max(bytes.length, EchoResponder.ROOM));
        buffer.put(0, bytes).limit(bytes.length);
        int length = responder.answer(buffer);
        byte[] answer = new byte[length];
        buffer.get(0, answer);
        return HexFormat.of().formatHex(answer);
    }
}
