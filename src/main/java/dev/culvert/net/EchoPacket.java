package dev.culvert.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * ICMP echo between two addresses of one family, as IP packets: IPv4 (RFC 791) with ICMP (RFC 792), IPv6 (RFC 8200) with ICMPv6
 * (RFC 4443 §4).
 */
public final class EchoPacket {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int ICMP_HEADER = 8;
    private static final int DATA = 8;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int HOP_LIMIT = 64;

    private EchoPacket() {}

    /**
     * An echo request, with 8 bytes of data that only its own reply brings back.
     *
     * @param identifier 16 bits
     * @param sequence 16 bits
     */
    public static byte[] request(InetAddress source, InetAddress destination, int identifier, int sequence, long data) {
        boolean ipv6 = isIpv6(source);
        int header = ipv6 ? IPV6_HEADER : IPV4_HEADER;
        int message = ICMP_HEADER + DATA;
        ByteBuffer packet = ByteBuffer.allocate(header + message);
        if (ipv6) {
            packet.putInt(0, 0x6000_0000).putShort(4, (short) message);
            packet.put(6, (byte) ICMPV6).put(7, (byte) HOP_LIMIT);
            packet.put(8, source.getAddress()).put(24, destination.getAddress());
        } else {
            packet.putShort(0, (short) 0x4500).putShort(2, (short) packet.capacity());
            packet.putShort(6, (short) 0x4000); // not to be fragmented
            packet.put(8, (byte) HOP_LIMIT).put(9, (byte) ICMP);
            packet.put(12, source.getAddress()).put(16, destination.getAddress());
            packet.putShort(10, (short) InternetChecksum.of(packet, 0, IPV4_HEADER));
        }
        packet.put(header, (byte) (ipv6 ? 128 : 8));
        packet.putShort(header + 4, (short) identifier).putShort(header + 6, (short) sequence);
        packet.putLong(header + ICMP_HEADER, data);
        packet.putShort(header + 2, (short) checksum(packet, 0, header, message));
        return packet.array();
    }

    /**
     * Tells the reply to such a request from everything else, by absolute access to big-endian bytes.
     *
     * @param source the request's source, which is the reply's destination
     * @return its sequence number; -1 for any other packet
     */
    public static int replySequence(
            ByteBuffer bytes,
            int offset,
            int length,
            InetAddress source,
            InetAddress destination,
            int identifier,
            long data) {
        boolean ipv6 = isIpv6(source);
        int header = ipv6 ? IPV6_HEADER : IPV4_HEADER;
        int message = ICMP_HEADER + DATA;
        if (length < header + message || (bytes.get(offset) & 0xf0) != (ipv6 ? 0x60 : 0x40)) {
            return -1;
        }
        // a reply has no options and no extension headers, as its request had none
        boolean plain = ipv6
                ? bytes.get(offset + 6) == ICMPV6 && (bytes.getShort(offset + 4) & 0xffff) == message
                : bytes.get(offset) == 0x45
                        && bytes.get(offset + 9) == ICMP
                        && (bytes.getShort(offset + 2) & 0xffff) == header + message
                        && (bytes.getShort(offset + 6) & 0xbfff) == 0;
        int addresses = offset + (ipv6 ? 8 : 12);
        int icmp = offset + header;
        boolean ours = plain
                && holds(bytes, addresses, destination)
                && holds(bytes, addresses + source.getAddress().length, source)
                && bytes.get(icmp) == (byte) (ipv6 ? 129 : 0)
                && (bytes.getShort(icmp + 4) & 0xffff) == identifier
                && bytes.getLong(icmp + ICMP_HEADER) == data
                && checksum(bytes, offset, header, message) == 0;
        return ours ? bytes.getShort(icmp + 6) & 0xffff : -1;
    }

    private static int checksum(ByteBuffer bytes, int offset, int header, int message) {
        return header == IPV6_HEADER
                ? InternetChecksum.of(bytes, offset + 8, 16, ICMPV6, offset + header, message)
                : InternetChecksum.of(bytes, offset + header, message);
    }

    static boolean isIpv6(InetAddress address) {
        return address.getAddress().length == 16;
    }

    static boolean holds(ByteBuffer bytes, int offset, InetAddress address) {
        byte[] wanted = address.getAddress();
        return bytes.slice(offset, wanted.length).equals(ByteBuffer.wrap(wanted));
    }
}
