package dev.culvert.ipc;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Messages on a byte stream: u32 length (big-endian), then that many bytes of JSON. A length of 0 or beyond
 * {@link #MAX_BYTES} is refused before anything is allocated. One thread reads, one writes.
 */
public final class Frames {
    /** The longest message, in bytes of JSON. */
    public static final int MAX_BYTES = 1 << 20;

    private Frames() {}

    /**
     * Reads one message; blocks.
     *
     * @return null where the stream ends between two messages
     * @throws IOException when the stream fails, ends inside a message, or carries something else; it is then of no further use
     */
    public static <T> @Nullable T read(ReadableByteChannel from, Class<T> type) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);
        if (!fill(from, header)) {
            return null;
        }
        int length = header.flip().getInt();
        if (length <= 0 || length > MAX_BYTES) {
            throw new Wire.BadFrameException("frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        if (!fill(from, body)) {
            throw new EOFException("the stream ends inside a frame");
        }
        return Wire.decode(body.array(), type);
    }

    /**
     * The frame of a message, ready to {@link #write}.
     *
     * @throws IllegalArgumentException when it is longer than a frame may be
     */
    public static ByteBuffer encode(Object message) {
        byte[] json = Wire.encode(message);
        if (json.length > MAX_BYTES) {
            throw new IllegalArgumentException("a message of " + json.length + " bytes does not fit a frame");
        }
        return ByteBuffer.allocate(Integer.BYTES + json.length)
                .putInt(json.length)
                .put(json)
                .flip();
    }

    /** Writes all that remains of a frame; blocks. */
    public static void write(WritableByteChannel to, ByteBuffer frame) throws IOException {
        while (frame.hasRemaining()) {
            to.write(frame);
        }
    }

    /** @return false where the stream ended before the first byte */
    private static boolean fill(ReadableByteChannel from, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (from.read(buffer) < 0) {
                if (buffer.position() == 0) {
                    return false;
                }
                throw new EOFException("the stream ends inside a frame");
            }
        }
        return true;
    }
}
