package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A key revocation list (OpenSSH's PROTOCOL.krl), as ssh-keygen -k writes it. Signatures on it are not looked at, as ssh does: who may
 * write the file is trusted. Immutable once parsed.
 */
final class Krl {
    private static final long MAGIC = 0x5353484b524c0a00L;
    private static final int FORMAT = 1;

    private static final int CERTIFICATES = 1;
    private static final int EXPLICIT_KEYS = 2;
    private static final int FINGERPRINTS_SHA1 = 3;
    private static final int SIGNATURE = 4;
    private static final int FINGERPRINTS_SHA256 = 5;
    private static final int EXTENSION = 255;

    private static final int SERIAL_LIST = 0x20;
    private static final int SERIAL_RANGE = 0x21;
    private static final int SERIAL_BITMAP = 0x22;
    private static final int KEY_ID = 0x23;
    private static final int CERTIFICATE_EXTENSION = 0x39;

    private final Set<ByteBuffer> keys = new HashSet<>();
    private final Set<ByteBuffer> sha1 = new HashSet<>();
    private final Set<ByteBuffer> sha256 = new HashSet<>();
    private final List<Authority> authorities = new ArrayList<>();

    private Krl() {}

    /** Both ends belong to it; unsigned. */
    private record Range(long first, long last) {
        boolean has(long serial) {
            return Long.compareUnsigned(first, serial) <= 0 && Long.compareUnsigned(serial, last) <= 0;
        }
    }

    /** Bit n stands for {@code offset} + n, unsigned. */
    private record Bitmap(long offset, BigInteger bits) {
        boolean has(long serial) {
            long bit = serial - offset;
            return Long.compareUnsigned(serial, offset) >= 0
                    && Long.compareUnsigned(bit, bits.bitLength()) < 0
                    && bits.testBit((int) bit);
        }
    }

    /**
     * What is revoked of one authority's certificates.
     *
     * @param key empty for every authority
     */
    private record Authority(
            Optional<SshKey> key, Set<Long> serials, List<Range> ranges, List<Bitmap> bitmaps, Set<String> ids) {
        boolean revokes(Certificate certificate) {
            if (key.isPresent() && !key.get().equals(certificate.authority())) {
                return false;
            }
            long serial = certificate.serial();
            // serial 0 is that of certificates that were given none
            return ids.contains(certificate.id())
                    || (serial != 0
                            && (serials.contains(serial)
                                    || ranges.stream().anyMatch(range -> range.has(serial))
                                    || bitmaps.stream().anyMatch(bitmap -> bitmap.has(serial))));
        }
    }

    static boolean isOne(byte[] bytes) {
        return bytes.length >= Long.BYTES && ByteBuffer.wrap(bytes).getLong() == MAGIC;
    }

    /** @throws MalformedException also for what this does not know and must not pass over */
    static Krl parse(byte[] bytes) {
        SshReader reader = new SshReader(bytes);
        if (reader.readLong() != MAGIC || reader.readInt() != FORMAT) {
            throw new MalformedException("not a revocation list of a known format");
        }
        // version, date, flags; reserved, comment
        for (int i = 0; i < 3; i++) {
            reader.readLong();
        }
        reader.readBytes();
        reader.readBytes();
        Krl krl = new Krl();
        while (reader.remaining() > 0) {
            krl.section(reader.readByte(), reader);
        }
        return krl;
    }

    private void section(int type, SshReader reader) {
        SshReader data = new SshReader(reader.readBytes());
        switch (type) {
            case CERTIFICATES -> authorities.add(authority(data));
            case EXPLICIT_KEYS -> blobs(data, keys);
            case FINGERPRINTS_SHA1 -> blobs(data, sha1);
            case FINGERPRINTS_SHA256 -> blobs(data, sha256);
            // here the section's string is the key, and the signature follows
            case SIGNATURE -> reader.readBytes();
            case EXTENSION -> extension(data);
            default -> throw new MalformedException("section " + type);
        }
    }

    private static void blobs(SshReader data, Set<ByteBuffer> into) {
        while (data.remaining() > 0) {
            into.add(ByteBuffer.wrap(data.readBytes()));
        }
    }

    private static void extension(SshReader data) {
        String name = data.readString();
        if (data.readBoolean()) {
            throw new MalformedException("critical extension " + name);
        }
        data.readBytes();
    }

    private static Authority authority(SshReader data) {
        byte[] key = data.readBytes();
        data.readBytes();
        Authority authority = new Authority(
                key.length == 0 ? Optional.empty() : Optional.of(SshKey.of(key)),
                new HashSet<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new HashSet<>());
        while (data.remaining() > 0) {
            int type = data.readByte();
            SshReader part = new SshReader(data.readBytes());
            while (part.remaining() > 0) {
                switch (type) {
                    case SERIAL_LIST -> authority.serials().add(part.readLong());
                    case SERIAL_RANGE -> authority.ranges().add(new Range(part.readLong(), part.readLong()));
                    case SERIAL_BITMAP ->
                        authority.bitmaps().add(new Bitmap(part.readLong(), new BigInteger(1, part.readBytes())));
                    case KEY_ID -> authority.ids().add(part.readString());
                    case CERTIFICATE_EXTENSION -> extension(part);
                    default -> throw new MalformedException("certificate section " + type);
                }
            }
        }
        return authority;
    }

    /** Whether it revokes this key, the key in this certificate, its authority, or this certificate. */
    boolean revokes(SshKey key) {
        if (hasKey(key.plain())) {
            return true;
        }
        if (!key.isCertificate()) {
            return false;
        }
        Certificate certificate = Certificate.of(key);
        return hasKey(certificate.authority()) || authorities.stream().anyMatch(each -> each.revokes(certificate));
    }

    private boolean hasKey(SshKey plain) {
        byte[] blob = plain.blob();
        return keys.contains(ByteBuffer.wrap(blob))
                || (!sha1.isEmpty() && sha1.contains(digest("SHA-1", blob)))
                || (!sha256.isEmpty() && sha256.contains(digest("SHA-256", blob)));
    }

    private static ByteBuffer digest(String algorithm, byte[] blob) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance(algorithm).digest(blob));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
