package dev.culvert.helper;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes to a log file opened for appending, and begins it anew with its newest part when it grows beyond a limit: the file is
 * handed over open, by culvert-root, and cannot be renamed or read here. Thread-safe.
 */
final class CappedLog extends OutputStream {
    private final FileChannel file;
    private final long limit;
    private final byte[] newest;
    private long written;

    /**
     * @param limit bytes that the file may have
     * @param keep bytes that stay when it is begun anew; less than {@code limit}
     */
    CappedLog(FileChannel file, long limit, int keep) throws IOException {
        this.file = file;
        this.limit = limit;
        newest = new byte[keep];
        written = file.size();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        for (int i = Math.max(0, length - newest.length); i < length; i++) {
            newest[(int) ((written + i) % newest.length)] = bytes[offset + i];
        }
        append(ByteBuffer.wrap(bytes, offset, length));
        written += length;
        if (file.size() > limit) {
            beginAnew();
        }
    }

    private void beginAnew() throws IOException {
        file.truncate(0);
        int split = (int) (written % newest.length);
        append(ByteBuffer.wrap(newest, split, newest.length - split));
        append(ByteBuffer.wrap(newest, 0, split));
    }

    private void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }
}
