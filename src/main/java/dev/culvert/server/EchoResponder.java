package dev.culvert.server;

import dev.culvert.net.InternetChecksum;
import dev.culvert.net.Layer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * A host with some addresses that answers ICMP and ICMPv6 echo and sends every UDP datagram back; on Ethernet also ARP
 * (RFC 826) and neighbour solicitations (RFC 4861 §7.2.4). It keeps no state and drops the rest, wrong checksums included.
 */
final class EchoResponder {
    private static final int ETHERNET_HEADER = 14;
    private static final int ARP_LENGTH = 28;
    private static final int IPV6_HEADER = 40;
    private static final int UDP_HEADER = 8;
    private static final int ICMP = 1;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int NEIGHBOUR_SOLICITATION = 135;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;

    private final Layer layer;
    private final Set<InetAddress> addresses;
    private final byte[] mac;

    /** @param mac this host's Ethernet address; of no meaning at layer 3 */
    EchoResponder(Layer layer, Set<InetAddress> addresses, byte[] mac) {
        this.layer = layer;
        this.addresses = Set.copyOf(addresses);
        this.mac = mac.clone();
    }

    /**
     * Turns a packet into its answer, in place.
     *
     * @param packet big-endian, from index 0 to its limit; at least {@value #ROOM} bytes of capacity
     * @return the answer's length; 0 when there is none
     */
    int answer(ByteBuffer packet) {
        int length = packet.limit();
        if (layer == Layer.IP) {
            return length < 1 ? 0 : answerIp(packet, 0, length, (packet.get(0) & 0xf0) == 0x60);
        }
        if (length < ETHERNET_HEADER || !isForUs(packet)) {
            return 0;
        }
        int answer = switch (packet.getShort(12)) {
            case 0x0800 -> answerIp(packet, ETHERNET_HEADER, length, false);
            case (short) 0x86dd -> answerIp(packet, ETHERNET_HEADER, length, true);
            case 0x0806 -> answerArp(packet, length);
            default -> 0;
        };
        if (answer > 0) {
            address(packet);
        }
        return answer;
    }

    /** To who asked, but a multicast answer to its group (RFC 2464 §7). */
    private void address(ByteBuffer answer) {
        int destination = ETHERNET_HEADER + 24;
        if (answer.getShort(12) == (short) 0x86dd && answer.get(destination) == (byte) 0xff) {
            answer.putShort(0, (short) 0x3333).putInt(2, answer.getInt(destination + 12));
        } else {
            answer.put(0, answer, 6, 6);
        }
        answer.put(6, mac);
    }

    /** Bytes an answer may need that its question had not: a neighbour advertisement's option. */
    static final int ROOM = ETHERNET_HEADER + IPV6_HEADER + 32;

    private boolean isForUs(ByteBuffer frame) {
        boolean group = (frame.get(0) & 1) != 0;
        return group || frame.slice(0, 6).equals(ByteBuffer.wrap(mac));
    }

    private int answerIp(ByteBuffer packet, int at, int end, boolean ipv6) {
        return ipv6 ? answerIpv6(packet, at, end) : answerIpv4(packet, at, end);
    }

    private int answerIpv4(ByteBuffer packet, int at, int end) {
        if (end - at < 20 || (packet.get(at) & 0xf0) != 0x40) {
            return 0;
        }
        int header = (packet.get(at) & 0xf) * 4;
        int total = packet.getShort(at + 2) & 0xffff;
        boolean fragment = (packet.getShort(at + 6) & 0x3fff) != 0;
        if (header < 20
                || total < header + 8
                || total > end - at
                || fragment
                || InternetChecksum.of(packet, at, header) != 0
                || !addresses.contains(address(packet, at + 16, 4))) {
            return 0;
        }
        boolean answered = switch (packet.get(at + 9)) {
            case ICMP -> echoIcmp(packet, at + header, total - header);
            case UDP -> echoUdp(packet, at + 12, 4, at + header, total - header);
            default -> false;
        };
        if (!answered) {
            return 0;
        }
        swap(packet, at + 12, 4);
        packet.put(at + 8, (byte) 64);
        packet.putShort(at + 10, (short) 0);
        packet.putShort(at + 10, (short) InternetChecksum.of(packet, at, header));
        return at + total;
    }

    private int answerIpv6(ByteBuffer packet, int at, int end) {
        if (end - at < IPV6_HEADER + 8 || (packet.get(at) & 0xf0) != 0x60) {
            return 0;
        }
        int payload = packet.getShort(at + 4) & 0xffff;
        if (payload < 8 || payload > end - at - IPV6_HEADER) {
            return 0;
        }
        int start = at + IPV6_HEADER;
        if (packet.get(at + 6) == ICMPV6 && (packet.get(start) & 0xff) == NEIGHBOUR_SOLICITATION) {
            return advertise(packet, at, payload);
        }
        if (!addresses.contains(address(packet, at + 24, 16))) {
            return 0;
        }
        boolean answered = switch (packet.get(at + 6)) {
            case ICMPV6 -> echoIcmpv6(packet, at + 8, start, payload);
            case UDP -> echoUdp(packet, at + 8, 16, start, payload);
            default -> false;
        };
        if (!answered) {
            return 0;
        }
        swap(packet, at + 8, 16);
        packet.put(at + 7, (byte) 64);
        return start + payload;
    }

    private static boolean echoIcmp(ByteBuffer packet, int at, int length) {
        if (packet.get(at) != 8 || packet.get(at + 1) != 0 || InternetChecksum.of(packet, at, length) != 0) {
            return false;
        }
        packet.put(at, (byte) 0);
        packet.putShort(at + 2, (short) 0);
        packet.putShort(at + 2, (short) InternetChecksum.of(packet, at, length));
        return true;
    }

    private static boolean echoIcmpv6(ByteBuffer packet, int addresses, int at, int length) {
        if ((packet.get(at) & 0xff) != 128
                || packet.get(at + 1) != 0
                || InternetChecksum.of(packet, addresses, 16, ICMPV6, at, length) != 0) {
            return false;
        }
        packet.put(at, (byte) 129);
        packet.putShort(at + 2, (short) 0);
        packet.putShort(at + 2, (short) InternetChecksum.of(packet, addresses, 16, ICMPV6, at, length));
        return true;
    }

    /** Addresses and ports change places, so the sum, and with it the checksum, stays. */
    private static boolean echoUdp(ByteBuffer packet, int addresses, int addressLength, int at, int available) {
        int length = packet.getShort(at + 4) & 0xffff;
        boolean summed = packet.getShort(at + 6) != 0;
        if (length < UDP_HEADER || length > available || (!summed && addressLength == 16)) {
            return false;
        }
        if (summed && InternetChecksum.of(packet, addresses, addressLength, UDP, at, length) != 0) {
            return false;
        }
        swap(packet, at, 2);
        return true;
    }

    private int answerArp(ByteBuffer frame, int end) {
        int at = ETHERNET_HEADER;
        boolean request = end - at >= ARP_LENGTH
                && frame.getInt(at) == 0x0001_0800
                && frame.getShort(at + 4) == 0x0604
                && frame.getShort(at + 6) == 1;
        if (!request || !addresses.contains(address(frame, at + 24, 4))) {
            return 0;
        }
        frame.putShort(at + 6, (short) 2);
        swap(frame, at + 8, 10);
        frame.put(at + 8, mac);
        return at + ARP_LENGTH;
    }

    /** A solicitation for duplicate address detection comes from :: and is answered to all nodes (RFC 4861 §7.2.4). */
    private int advertise(ByteBuffer packet, int at, int payload) {
        int start = at + IPV6_HEADER;
        boolean valid = payload >= 24
                && packet.get(at + 7) == (byte) 255
                && packet.get(start + 1) == 0
                && InternetChecksum.of(packet, at + 8, 16, ICMPV6, start, payload) == 0;
        if (!valid || layer != Layer.ETHERNET || !addresses.contains(address(packet, start + 8, 16))) {
            return 0;
        }
        boolean probe = packet.getLong(at + 8) == 0 && packet.getLong(at + 16) == 0;
        packet.limit(start + 32);
        if (probe) {
            packet.putLong(at + 24, 0xff02_0000_0000_0000L).putLong(at + 32, 1);
        } else {
            packet.put(at + 24, packet, at + 8, 16);
        }
        packet.put(at + 8, packet, start + 8, 16);
        packet.putShort(at + 4, (short) 32);
        packet.put(start, (byte) NEIGHBOUR_ADVERTISEMENT).put(start + 1, (byte) 0);
        packet.putShort(start + 2, (short) 0);
        int solicitedAndOverride = probe ? 0x2000_0000 : 0x6000_0000;
        packet.putInt(start + 4, solicitedAndOverride);
        packet.put(start + 24, (byte) 2).put(start + 25, (byte) 1).put(start + 26, mac);
        packet.putShort(start + 2, (short) InternetChecksum.of(packet, at + 8, 16, ICMPV6, start, 32));
        return start + 32;
    }

    private static void swap(ByteBuffer bytes, int at, int length) {
        for (int i = at; i < at + length; i++) {
            byte first = bytes.get(i);
            bytes.put(i, bytes.get(i + length));
            bytes.put(i + length, first);
        }
    }

    private static InetAddress address(ByteBuffer bytes, int at, int length) {
        byte[] raw = new byte[length];
        bytes.get(at, raw);
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }
}
