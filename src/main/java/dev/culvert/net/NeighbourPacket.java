package dev.culvert.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Asking an Ethernet for the owner of an IP address: ARP (RFC 826) for IPv4, neighbour discovery (RFC 4861) for IPv6. */
public final class NeighbourPacket {
    /** Bytes of destination, source and type in front of what a frame carries. */
    public static final int ETHERNET_HEADER = 14;

    private static final short TYPE_IPV4 = 0x0800;
    private static final short TYPE_ARP = 0x0806;
    private static final short TYPE_IPV6 = (short) 0x86dd;
    private static final int ARP_LENGTH = 28;
    private static final int IPV6_HEADER = 40;
    private static final int ICMPV6 = 58;
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final int ADVERTISEMENT_LENGTH = 24;
    private static final int TARGET_LINK_ADDRESS = 2;

    private NeighbourPacket() {}

    /** Puts an Ethernet header before an IP packet. */
    public static byte[] frame(byte[] sourceMac, byte[] destinationMac, byte[] packet) {
        short type = (packet[0] & 0xf0) == 0x60 ? TYPE_IPV6 : TYPE_IPV4;
        return ByteBuffer.allocate(ETHERNET_HEADER + packet.length)
                .put(destinationMac)
                .put(sourceMac)
                .putShort(type)
                .put(packet)
                .array();
    }

    /** The broadcast or multicast frame that asks for {@code target}. */
    public static byte[] question(byte[] mac, InetAddress source, InetAddress target) {
        return EchoPacket.isIpv6(source) ? solicitation(mac, source, target) : arpRequest(mac, source, target);
    }

    private static byte[] arpRequest(byte[] mac, InetAddress source, InetAddress target) {
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET_HEADER + ARP_LENGTH);
        frame.putShort((short) 0xffff).putInt(0xffff_ffff).put(mac).putShort(TYPE_ARP);
        frame.putShort((short) 1)
                .putShort(TYPE_IPV4)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1);
        frame.put(mac).put(source.getAddress());
        frame.put(new byte[6]).put(target.getAddress());
        return frame.array();
    }

    private static byte[] solicitation(byte[] mac, InetAddress source, InetAddress target) {
        byte[] wanted = target.getAddress();
        // the solicited-node group (RFC 4291 §2.7.1), and its Ethernet address (RFC 2464 §7)
        byte[] group = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff, wanted[13], wanted[14], wanted[15]};
        int message = 32;
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET_HEADER + IPV6_HEADER + message);
        frame.putShort((short) 0x3333).put(group, 12, 4).put(mac).putShort(TYPE_IPV6);
        frame.putInt(0x6000_0000).putShort((short) message).put((byte) ICMPV6).put((byte) 255);
        frame.put(source.getAddress()).put(group);
        int icmp = frame.position();
        frame.put((byte) SOLICITATION).put((byte) 0).putShort((short) 0).putInt(0);
        frame.put(wanted).put((byte) 1).put((byte) 1).put(mac);
        int addresses = ETHERNET_HEADER + 8;
        frame.putShort(icmp + 2, (short) InternetChecksum.of(frame, addresses, 16, ICMPV6, icmp, message));
        return frame.array();
    }

    /**
     * The Ethernet address that a frame names as {@code target}'s, in answer to {@link #question}.
     *
     * @return six bytes; none for any other frame
     */
    public static byte[] answer(ByteBuffer bytes, int offset, int length, InetAddress target) {
        int body = offset + ETHERNET_HEADER;
        if (!EchoPacket.isIpv6(target)) {
            boolean reply = length >= ETHERNET_HEADER + ARP_LENGTH
                    && bytes.getShort(offset + 12) == TYPE_ARP
                    && bytes.getShort(body) == 1
                    && bytes.getShort(body + 2) == TYPE_IPV4
                    && bytes.getShort(body + 6) == 2
                    && EchoPacket.holds(bytes, body + 14, target);
            return reply ? mac(bytes, body + 8) : new byte[0];
        }
        int icmp = body + IPV6_HEADER;
        boolean advertisement = length >= ETHERNET_HEADER + IPV6_HEADER + ADVERTISEMENT_LENGTH
                && bytes.getShort(offset + 12) == TYPE_IPV6
                && bytes.get(body + 6) == ICMPV6
                && (bytes.get(body + 7) & 0xff) == 255
                && (bytes.get(icmp) & 0xff) == ADVERTISEMENT
                && EchoPacket.holds(bytes, icmp + 8, target);
        int message = advertisement ? bytes.getShort(body + 4) & 0xffff : 0;
        if (!advertisement
                || message < ADVERTISEMENT_LENGTH
                || length < ETHERNET_HEADER + IPV6_HEADER + message
                || InternetChecksum.of(bytes, body + 8, 16, ICMPV6, icmp, message) != 0) {
            return new byte[0];
        }
        // without the option, the answer came from the address itself
        int option = icmp + ADVERTISEMENT_LENGTH;
        boolean named = message >= ADVERTISEMENT_LENGTH + 8 && bytes.get(option) == TARGET_LINK_ADDRESS;
        return mac(bytes, named ? option + 2 : offset + 6);
    }

    private static byte[] mac(ByteBuffer bytes, int offset) {
        byte[] mac = new byte[6];
        bytes.get(offset, mac);
        return mac;
    }
}
