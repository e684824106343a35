package dev.culvert.ssh;

import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

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

    /** Message number, channel, length (RFC 4254 §5.2), address family. */
    static final int DATA_HEADER = 1 + 4 + 4 + 4;

    /** Unit that asks for any (SSH_TUNID_ANY). */
    private static final int UNIT_ANY = 0x7fffffff;

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

    /** Writes SSH_MSG_CHANNEL_OPEN behind its message number. */
    static void putOpen(Buffer buffer, long channel, Layer layer, OptionalInt unit) {
        buffer.putString(CHANNEL_TYPE);
        buffer.putUInt(channel);
        buffer.putUInt(WINDOW);
        buffer.putUInt(MAX_MESSAGE);
        buffer.putUInt(mode(layer));
        buffer.putUInt(unit.orElse(UNIT_ANY));
    }

    /**
     * Writes SSH_MSG_CHANNEL_DATA, its message number included, with one packet in it.
     *
     * @return how many bytes: at most {@link #DATA_HEADER} more than the packet
     */
    static int putData(int channel, Layer layer, PacketBatch batch, int index, byte[] target, int offset) {
        int prefix = prefixLength(layer);
        int packet = batch.offset(index);
        int length = batch.length(index);
        target[offset] = SshConstants.SSH_MSG_CHANNEL_DATA;
        putInt(target, offset + 1, channel);
        putInt(target, offset + 5, prefix + length);
        if (prefix > 0) {
            putInt(target, offset + 9, addressFamily(batch.bytes().get(packet)));
        }
        batch.bytes().get(packet, target, offset + 9 + prefix, length);
        return 9 + prefix + length;
    }

    static void putInt(byte[] target, int offset, int value) {
        target[offset] = (byte) (value >>> 24);
        target[offset + 1] = (byte) (value >>> 16);
        target[offset + 2] = (byte) (value >>> 8);
        target[offset + 3] = (byte) value;
    }

    static int getInt(byte[] source, int offset) {
        return (source[offset] & 0xff) << 24
                | (source[offset + 1] & 0xff) << 16
                | (source[offset + 2] & 0xff) << 8
                | (source[offset + 3] & 0xff);
    }

    /**
     * Takes the packet out of a data string into the batch's next slot.
     *
     * @return false when there is no whole packet in it; the batch is as before then
     */
    static boolean takePacket(Layer layer, byte[] source, int offset, int length, PacketBatch batch) {
        int prefix = prefixLength(layer);
        int packet = length - prefix;
        if (packet <= 0 || packet > batch.maxPacket()) {
            return false;
        }
        int slot = batch.offset(batch.size());
        batch.bytes().put(slot, source, offset + prefix, packet);
        if (!isWhole(layer, batch.bytes(), slot, packet)) {
            return false;
        }
        batch.add(packet);
        return true;
    }

    /** Bytes in front of the packet in the data string. */
    public static int prefixLength(Layer layer) {
        return layer == Layer.IP ? 4 : 0;
    }

    /** By the version in an IP packet's first byte. */
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
