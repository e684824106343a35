package dev.culvert.control.keys;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * A named pipe of Windows, which a program opens as if it were a file. Compiled, and not run so far: no Windows is among the machines
 * that the tests run on.
 */
final class WindowsPipe implements ByteChannel {
    static final String PIPES = "\\\\.\\pipe\\";

    private final RandomAccessFile pipe;
    private volatile boolean open = true;

    WindowsPipe(String name) throws IOException {
        pipe = new RandomAccessFile(name, "rw");
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        byte[] bytes = new byte[into.remaining()];
        int count = pipe.read(bytes);
        if (count > 0) {
            into.put(bytes, 0, count);
        }
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        pipe.write(bytes);
        return bytes.length;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        pipe.close();
    }
}
