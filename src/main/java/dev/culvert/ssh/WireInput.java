package dev.culvert.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.sshd.common.util.Readable;

/**
 * Bytes read from a wire and not yet taken, in one array. Whoever takes whole packets leaves the rest here, so that a large read
 * needs no moving of bytes after each packet. One thread.
 */
final class WireInput implements Readable {
    private static final int LENGTH = 128 << 10;

    private byte[] bytes = new byte[LENGTH];
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private int start;
    private int end;

    /** Reads what is there. @return as {@link Wire#read} */
    int fill(Wire wire) throws IOException {
        if (start == end) {
            start = 0;
            end = 0;
        } else if (bytes.length - end < LENGTH / 2) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        view.limit(bytes.length).position(end);
        int count = wire.read(view);
        if (count > 0) {
            end += count;
        }
        return count;
    }

    /** Makes room for {@code length} bytes from the first not taken. */
    void require(int length) {
        if (length > bytes.length) {
            bytes = Arrays.copyOf(bytes, length);
            view = ByteBuffer.wrap(bytes);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    void skip(int length) {
        start += length;
    }

    int peekInt() {
        return view.getInt(start);
    }

    @Override
    public int available() {
        return end - start;
    }

    @Override
    public void getRawBytes(byte[] target, int offset, int length) {
        System.arraycopy(bytes, start, target, offset, length);
        start += length;
    }

    /** A view that ends after {@code length} bytes; taking from it takes from here. */
    Readable first(int length) {
        WireInput input = this;
        int stop = start + length;
        return new Readable() {
            @Override
            public int available() {
                return stop - input.start;
            }

            @Override
            public void getRawBytes(byte[] target, int offset, int count) {
                input.getRawBytes(target, offset, count);
            }
        };
    }
}
