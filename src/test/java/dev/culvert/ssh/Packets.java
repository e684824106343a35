package dev.culvert.ssh;

import java.nio.ByteBuffer;

/** Packets for tests: as much header as a tunnel looks at, and bytes that tell one packet from another. */
final class Packets {
    private Packets() {}

    /** An IPv4 packet of {@code length} bytes, at least 24, with {@code number} behind its header. */
    static byte[] ipv4(int length, int number) {
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put(0, (byte) 0x45).putShort(2, (short) length).putInt(20, number);
        return packet.array();
    }

    /** An IPv6 packet of {@code length} bytes, at least 44, with {@code number} behind its header. */
    static byte[] ipv6(int length, int number) {
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put(0, (byte) 0x60).putShort(4, (short) (length - 40)).putInt(40, number);
        return packet.array();
    }
}
