package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An OpenSSH certificate (PROTOCOL.certkeys), its authority's signature not yet looked at.
 *
 * @param key what is certified
 * @param serial unsigned
 * @param validAfter seconds since 1970, unsigned
 * @param validBefore seconds since 1970, unsigned; all ones: for ever
 * @param signed the bytes that the authority signed
 */
record Certificate(
        SshKey key,
        long serial,
        Kind kind,
        String id,
        List<String> principals,
        long validAfter,
        long validBefore,
        boolean criticalOptions,
        SshKey authority,
        byte[] signed,
        byte[] signature) {
    enum Kind {
        USER,
        HOST
    }

    /** Why a host certificate does not count. */
    enum Problem {
        NOT_A_HOST_CERTIFICATE,
        NOT_VALID_NOW,
        NOT_FOR_THIS_HOST,
        UNKNOWN_CRITICAL_OPTION,
        ALGORITHM_NOT_ALLOWED,
        BAD_SIGNATURE
    }

    /** @throws MalformedException for what is no certificate of a known kind */
    static Certificate of(SshKey blob) {
        if (!blob.isCertificate()) {
            throw new MalformedException("not a certificate: " + blob.type());
        }
        byte[] bytes = blob.blob();
        SshReader reader = new SshReader(bytes);
        reader.readBytes();
        reader.readBytes();
        SshWriter key = new SshWriter().putString(blob.plainType());
        for (int i = 0; i < SshKey.fieldsOf(blob.plainType()); i++) {
            key.putBytes(reader.readBytes());
        }
        long serial = reader.readLong();
        Kind kind = switch (reader.readInt()) {
            case 1 -> Kind.USER;
            case 2 -> Kind.HOST;
            default -> throw new MalformedException("kind of certificate");
        };
        String id = reader.readString();
        List<String> principals = new SshReader(reader.readBytes()).readStrings();
        long after = reader.readLong();
        long before = reader.readLong();
        boolean critical = reader.readBytes().length > 0;
        reader.readBytes();
        reader.readBytes();
        SshKey authority = SshKey.of(reader.readBytes());
        byte[] signed = Arrays.copyOf(bytes, reader.position());
        byte[] signature = reader.readBytes();
        reader.end();
        if (authority.isCertificate()) {
            throw new MalformedException("a certificate as authority");
        }
        return new Certificate(
                SshKey.of(key.toByteArray()),
                serial,
                kind,
                id,
                principals,
                after,
                before,
                critical,
                authority,
                signed,
                signature);
    }

    boolean isValidAt(Instant time) {
        long now = time.getEpochSecond();
        return Long.compareUnsigned(validAfter, now) <= 0 && Long.compareUnsigned(now, validBefore) < 0;
    }

    /**
     * Why this does not certify {@code host}, or null when it does: a host certificate, valid now, naming the host in full, without
     * critical options (none is defined for hosts), signed by its authority by one of {@code algorithms}. As for ssh, one without
     * principals is for every host, and a principal is no pattern (sshkey.c, sshkey_cert_check_authority).
     */
    @Nullable
    Problem problemFor(String host, Instant now, List<String> algorithms) {
        if (kind != Kind.HOST) {
            return Problem.NOT_A_HOST_CERTIFICATE;
        }
        if (!isValidAt(now)) {
            return Problem.NOT_VALID_NOW;
        }
        if (!principals.isEmpty() && !principals.contains(host.toLowerCase(Locale.ROOT))) {
            return Problem.NOT_FOR_THIS_HOST;
        }
        if (criticalOptions) {
            return Problem.UNKNOWN_CRITICAL_OPTION;
        }
        if (!algorithms.contains(new SshReader(signature).readString())) {
            return Problem.ALGORITHM_NOT_ALLOWED;
        }
        return Signatures.verifies(authority, signature, signed) ? null : Problem.BAD_SIGNATURE;
    }
}
