package dev.culvert.net;

import java.nio.ByteBuffer;

/**
 * The Internet checksum (RFC 1071): a ones' complement sum of 16-bit words. {@code bytes} are read absolutely and must be
 * big-endian; ranges are an offset and a length in bytes.
 */
public final class InternetChecksum {
    private InternetChecksum() {}

    /** The value for the checksum field of a range whose field is zero now; 0 when the range holds its right checksum. */
    public static int of(ByteBuffer bytes, int offset, int length) {
        return finish(sum(bytes, offset, length, 0));
    }

    /**
     * As {@link #of}, with the pseudo-header in front that TCP, UDP and ICMPv6 cover (RFC 9293 §3.1, RFC 8200 §8.1).
     *
     * @param addresses offset of the source address; the destination follows it
     * @param addressLength 4 or 16
     */
    public static int of(ByteBuffer bytes, int addresses, int addressLength, int protocol, int offset, int length) {
        long sum = sum(bytes, addresses, 2 * addressLength, (long) protocol + length);
        return finish(sum(bytes, offset, length, sum));
    }

    private static long sum(ByteBuffer bytes, int offset, int length, long start) {
        long sum = start;
        int end = offset + (length & ~1);
        for (int i = offset; i < end; i += 2) {
            sum += bytes.getShort(i) & 0xffff;
        }
        return (length & 1) == 0 ? sum : sum + ((bytes.get(end) & 0xff) << 8);
    }

    private static int finish(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }
}
