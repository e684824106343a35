package dev.culvert.server;

import dev.culvert.net.InternetChecksum;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** UDP datagrams to port 7 of the echo peer. */
final class Packets {
    static final byte[] MAC = HexFormat.of().parseHex("020000000001");

    private static final int UDP = 17;

    private Packets() {}

    /** An IP packet of {@code length} bytes; its data begins with {@code number}. */
    static byte[] udp(InetAddress source, InetAddress destination, int length, int number) {
        int address = source.getAddress().length;
        int header = address == 4 ? 20 : 40;
        ByteBuffer packet = ByteBuffer.allocate(length);
        if (address == 4) {
            packet.putShort(0, (short) 0x4500).putShort(2, (short) length);
            packet.put(8, (byte) 64).put(9, (byte) UDP);
            packet.put(12, source.getAddress()).put(16, destination.getAddress());
            packet.putShort(10, (short) InternetChecksum.of(packet, 0, header));
        } else {
            packet.putInt(0, 0x6000_0000).putShort(4, (short) (length - header));
            packet.put(6, (byte) UDP).put(7, (byte) 64);
            packet.put(8, source.getAddress()).put(24, destination.getAddress());
        }
        packet.putShort(header, (short) 40_000).putShort(header + 2, (short) 7);
        packet.putShort(header + 4, (short) (length - header)).putInt(header + 8, number);
        for (int i = header + 12; i < length; i++) {
            packet.put(i, (byte) (i * 7 + number));
        }
        int addresses = header - 2 * address;
        int sum = InternetChecksum.of(packet, addresses, address, UDP, header, length - header);
        return packet.putShort(header + 6, (short) (sum == 0 ? 0xffff : sum)).array();
    }

    /** What the peer makes of {@link #udp}: addresses and ports the other way round. */
    static byte[] udpAnswer(InetAddress asker, InetAddress peer, int length, int number) {
        byte[] answer = udp(peer, asker, length, number);
        int header = asker.getAddress().length == 4 ? 20 : 40;
        ByteBuffer.wrap(answer).putShort(header, (short) 7).putShort(header + 2, (short) 40_000);
        return answer;
    }
}
