package dev.culvert.ssh;

import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;

/**
 * The bytes of {@code tun@openssh.com}: OpenSSH PROTOCOL 2.3, channels.c, serverloop.c and openbsd-compat/port-net.c. One
 * SSH_MSG_CHANNEL_DATA carries one packet, always: its data string is the packet, on layer 3 behind four bytes of address family.
 */
public final class TunCodec {
    public static final String CHANNEL_TYPE = "tun@openssh.com";

    /** Bytes the far end may send ahead. OpenSSH drops a packet that does not fit what is left of it, so it is large. */
    public static final int WINDOW = 4 << 20;

    /** The maximum packet size announced; OpenSSH's own (CHAN_TCP_PACKET_DEFAULT). */
    public static final int MAX_MESSAGE = 32 << 10;

    /** Longest packet sshd takes: it silently drops what does not fit 32 KiB with its length and the address family in front. */
    public static final int MAX_PACKET = MAX_MESSAGE - 8;

    /** Longest packet sshd can read from its device: it reads 16 KiB (CHAN_RBUF), and the address family is in front. */
    public static final int MAX_REMOTE_MTU = 16380;

    /** Unit that asks for any (SSH_TUNID_ANY). */
    static final int UNIT_ANY = 0x7fffffff;

    private static final int MODE_POINT_TO_POINT = 1;
    private static final int MODE_ETHERNET = 2;

    /** PROTOCOL 2.3: SSH_TUN_AF_INET and SSH_TUN_AF_INET6. */
    private static final int FAMILY_IPV4 = 2;

    private static final int FAMILY_IPV6 = 24;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int ETHERNET_HEADER = 14;

    private TunCodec() {}

    /** The mode field of the open message. */
    public static int mode(Layer layer) {
        return layer == Layer.IP ? MODE_POINT_TO_POINT : MODE_ETHERNET;
    }

    /** The unit field of the open message. */
    public static int unit(OptionalInt unit) {
        return unit.orElse(UNIT_ANY);
    }

    /** Bytes in front of the packet in the data string. */
    public static int prefixLength(Layer layer) {
        return layer == Layer.IP ? 4 : 0;
    }

    /** The address family word for an IP packet by its first byte. */
    public static int addressFamily(int firstByte) {
        return (firstByte >> 4 & 0xf) == 6 ? FAMILY_IPV6 : FAMILY_IPV4;
    }

    /**
     * What a data string of {@code length} bytes takes from the far end's window. An OpenSSH receiver stores a packet with its
     * length in front and counts those four bytes too; since 9.6 it disconnects who overruns its window by a tenth.
     */
    public static int windowDebit(int length, boolean openSsh) {
        return openSsh ? length + 4 : length;
    }

    /**
     * Why an open was refused. The refusal itself is the same for every cause; what sshd says in SSH_MSG_DEBUG just before it is
     * not (serverloop.c, server_request_tun; port-net.c).
     */
    static FailureCause refusal(List<String> debugTexts) {
        for (String text : debugTexts.reversed()) {
            if (text.contains("rejected tunnel")) {
                return FailureCause.TUNNEL_NOT_PERMITTED;
            }
            if (text.contains("Failed to open the tunnel device")) {
                return FailureCause.REMOTE_DEVICE_NOT_OPENED;
            }
        }
        return FailureCause.TUNNEL_REFUSED;
    }

    /**
     * Whether a packet is whole: for IP its version, and its length against its header (RFC 791 §3.1, RFC 8200 §3); for Ethernet
     * a header. sshd stops writing to its device for good after one that its kernel refuses, so nothing else is ever sent.
     *
     * @param bytes big-endian
     */
    public static boolean isWhole(Layer layer, ByteBuffer bytes, int offset, int length) {
        if (length > MAX_PACKET) {
            return false;
        }
        if (layer == Layer.ETHERNET) {
            return length >= ETHERNET_HEADER;
        }
        if (length < IPV4_HEADER) {
            return false;
        }
        int first = bytes.get(offset) & 0xff;
        if (first >> 4 == 4) {
            int header = (first & 0xf) * 4;
            int total = bytes.getShort(offset + 2) & 0xffff;
            return header >= IPV4_HEADER && header <= total && total == length;
        }
        return first >> 4 == 6
                && length >= IPV6_HEADER
                && IPV6_HEADER + (bytes.getShort(offset + 4) & 0xffff) == length;
    }
}
