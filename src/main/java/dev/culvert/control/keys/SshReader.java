package dev.culvert.control.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads SSH's data types (RFC 4251 §5) from a byte array, never past its end. Not thread-safe. */
final class SshReader {
    private final ByteBuffer bytes;

    SshReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** What was read does not have the form that was expected. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        MalformedException(String what) {
            super(what);
        }
    }

    int readByte() {
        need(1);
        return bytes.get() & 0xff;
    }

    boolean readBoolean() {
        return readByte() != 0;
    }

    /** An unsigned 32-bit number that fits an int. */
    int readInt() {
        need(4);
        int value = bytes.getInt();
        if (value < 0) {
            throw new MalformedException("number too large");
        }
        return value;
    }

    /** 64 bits, unsigned. */
    long readLong() {
        need(8);
        return bytes.getLong();
    }

    byte[] readBytes() {
        int length = readInt();
        need(length);
        byte[] value = new byte[length];
        bytes.get(value);
        return value;
    }

    String readString() {
        return new String(readBytes(), StandardCharsets.UTF_8);
    }

    /** Strings until the end. */
    List<String> readStrings() {
        List<String> strings = new ArrayList<>();
        while (remaining() > 0) {
            strings.add(readString());
        }
        return strings;
    }

    int position() {
        return bytes.position();
    }

    int remaining() {
        return bytes.remaining();
    }

    void end() {
        if (bytes.hasRemaining()) {
            throw new MalformedException(bytes.remaining() + " bytes after the end");
        }
    }

    private void need(int count) {
        if (bytes.remaining() < count) {
            throw new MalformedException("cut short");
        }
    }
}
