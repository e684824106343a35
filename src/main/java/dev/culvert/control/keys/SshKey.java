package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * A public key or certificate as SSH sends it (RFC 4253 §6.6, OpenSSH's PROTOCOL.certkeys): a value, equal when its bytes are.
 */
final class SshKey {
    static final String CERTIFICATE = "-cert-v01@openssh.com";

    /** How many strings follow the type in a plain key's blob. */
    private static final Map<String, Integer> FIELDS = Map.of(
            "ssh-ed25519", 1,
            "ssh-rsa", 2,
            "ecdsa-sha2-nistp256", 2,
            "ecdsa-sha2-nistp384", 2,
            "ecdsa-sha2-nistp521", 2,
            "sk-ssh-ed25519@openssh.com", 2,
            "sk-ecdsa-sha2-nistp256@openssh.com", 3);

    private final byte[] blob;
    private final String type;

    private SshKey(byte[] blob, String type) {
        this.blob = blob;
        this.type = type;
    }

    /** @throws MalformedException when it does not begin with a type's name (RFC 4251 §6), or is a known type of another form */
    static SshKey of(byte[] blob) {
        String type = new SshReader(blob).readString();
        // types are written into files of lines, and shown to people
        if (type.isEmpty() || type.chars().anyMatch(each -> each < '!' || each > '~')) {
            throw new MalformedException("not the name of a key type");
        }
        SshKey key = new SshKey(blob.clone(), type);
        if (FIELDS.containsKey(type)) {
            key.fields().end();
        }
        return key;
    }

    static SshKey parse(String base64) {
        try {
            return of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not base64");
        }
    }

    byte[] blob() {
        return blob.clone();
    }

    String base64() {
        return Base64.getEncoder().encodeToString(blob);
    }

    /** Such as {@code ssh-ed25519} or {@code ssh-ed25519-cert-v01@openssh.com}. */
    String type() {
        return type;
    }

    boolean isCertificate() {
        return type.endsWith(CERTIFICATE);
    }

    /** The type of the key itself, certified or not. */
    String plainType() {
        if (!isCertificate()) {
            return type;
        }
        String plain = type.substring(0, type.length() - CERTIFICATE.length());
        return plain.startsWith("sk-") ? plain + "@openssh.com" : plain;
    }

    /** The key that a certificate certifies; this when it is none. */
    SshKey plain() {
        return isCertificate() ? Certificate.of(this).key() : this;
    }

    static int fieldsOf(String plainType) {
        Integer count = FIELDS.get(plainType);
        if (count == null) {
            throw new MalformedException("key type " + plainType);
        }
        return count;
    }

    /** {@code SHA256:…} as ssh-keygen -l prints it; of a certificate, its key's. */
    String fingerprint() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(plain().sha256());
    }

    byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(blob);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Name as ssh-keygen -l has it: {@code ED25519}, {@code ECDSA}, {@code RSA}, {@code ED25519-SK}. */
    String shortName() {
        String plain = plainType();
        return switch (plain) {
            case "ssh-ed25519" -> "ED25519";
            case "ssh-rsa" -> "RSA";
            case "ssh-dss" -> "DSA";
            case "sk-ssh-ed25519@openssh.com" -> "ED25519-SK";
            case "sk-ecdsa-sha2-nistp256@openssh.com" -> "ECDSA-SK";
            default -> plain.startsWith("ecdsa-") ? "ECDSA" : plain.toUpperCase(Locale.ROOT);
        };
    }

    /** Length in bits as ssh-keygen -l has it. */
    int bits() {
        SshKey plain = plain();
        if (plain.type.equals("ssh-rsa")) {
            SshReader reader = new SshReader(plain.blob);
            reader.readBytes();
            reader.readBytes();
            return new BigInteger(1, reader.readBytes()).bitLength();
        }
        if (plain.type.equals("ssh-dss")) {
            SshReader reader = new SshReader(plain.blob);
            reader.readBytes();
            return new BigInteger(1, reader.readBytes()).bitLength();
        }
        if (plain.type.contains("nistp")) {
            return plain.type.contains("384") ? 384 : plain.type.contains("521") ? 521 : 256;
        }
        return 256;
    }

    private SshReader fields() {
        SshReader reader = new SshReader(blob);
        reader.readBytes();
        for (int i = 0; i < fieldsOf(type); i++) {
            reader.readBytes();
        }
        return reader;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshKey key && Arrays.equals(blob, key.blob);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(blob);
    }

    @Override
    public String toString() {
        return type + " " + HexFormat.of().formatHex(blob, 0, Math.min(8, blob.length)) + "…";
    }
}
