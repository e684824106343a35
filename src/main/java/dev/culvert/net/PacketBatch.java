package dev.culvert.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Up to {@link #capacity()} packets in one off-heap block, each in a slot of its own with {@link #HEADROOM} free bytes before
 * it, so that headers are put in front without a copy. Made once and reused; not thread-safe.
 */
public final class PacketBatch {
    /** Bytes free before each packet: SSH packet length and padding length (5), message, channel, length (9), family (4), spare. */
    public static final int HEADROOM = 32;

    /** Bytes free behind the longest packet: SSH padding and MAC. */
    public static final int TAILROOM = 64;

    private final ByteBuffer bytes;
    private final int slotLength;
    private final int[] lengths;
    private int size;

    /** @param maxPacket longest packet in bytes a slot takes */
    public PacketBatch(int capacity, int maxPacket) {
        slotLength = (HEADROOM + maxPacket + TAILROOM + 63) & ~63;
        bytes = ByteBuffer.allocateDirect(Math.multiplyExact(capacity, slotLength))
                .order(ByteOrder.BIG_ENDIAN);
        lengths = new int[capacity];
    }

    public int capacity() {
        return lengths.length;
    }

    public int maxPacket() {
        return slotLength - HEADROOM - TAILROOM;
    }

    public int size() {
        return size;
    }

    public boolean isFull() {
        return size == lengths.length;
    }

    public void clear() {
        size = 0;
    }

    /** The whole block, big-endian; packet {@code i} is {@code length(i)} bytes from {@code offset(i)}. Use absolute access only. */
    public ByteBuffer bytes() {
        return bytes;
    }

    public int offset(int index) {
        return index * slotLength + HEADROOM;
    }

    /** Bytes of packet {@code index}; 0 when it was dropped. */
    public int length(int index) {
        return lengths[index];
    }

    /** Takes the next slot for a packet of {@code length} bytes already written at {@code offset(size())}. */
    public void add(int length) {
        lengths[size++] = length;
    }

    /** Takes a packet out of what is sent on: its length becomes 0, which every reader of a batch skips. */
    public void drop(int index) {
        lengths[index] = 0;
    }

    /** Copies a packet in. */
    public void add(byte[] source, int from, int length) {
        bytes.put(offset(size), source, from, length);
        add(length);
    }
}
