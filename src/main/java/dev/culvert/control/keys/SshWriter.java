package dev.culvert.control.keys;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes SSH's data types (RFC 4251 §5). Not thread-safe. */
final class SshWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    SshWriter putByte(int value) {
        bytes.write(value);
        return this;
    }

    SshWriter putInt(int value) {
        bytes.write(value >>> 24);
        bytes.write(value >>> 16);
        bytes.write(value >>> 8);
        bytes.write(value);
        return this;
    }

    SshWriter putBytes(byte[] value) {
        putInt(value.length);
        return putRaw(value);
    }

    SshWriter putString(String value) {
        return putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    SshWriter putRaw(byte[] value) {
        bytes.write(value, 0, value.length);
        return this;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
