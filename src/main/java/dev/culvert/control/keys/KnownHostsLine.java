package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import dev.culvert.control.sshconfig.Patterns;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One entry of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
 *
 * @param names the first field as written: patterns by comma, or one hashed name
 * @param number of the line in its file, from 1
 */
record KnownHostsLine(Marker marker, String names, SshKey key, Path file, int number) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT_LENGTH = 20;

    enum Marker {
        NONE,
        CERT_AUTHORITY,
        REVOKED
    }

    /** Empty for comments, blank lines and what cannot be read, which ssh passes over too. */
    static Optional<KnownHostsLine> parse(String line, Path file, int number) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return Optional.empty();
        }
        List<String> fields = Arrays.asList(text.split("[ \t]+", 5));
        Marker marker = Marker.NONE;
        if (text.startsWith("@")) {
            switch (fields.getFirst()) {
                case "@cert-authority" -> marker = Marker.CERT_AUTHORITY;
                case "@revoked" -> marker = Marker.REVOKED;
                default -> {
                    return Optional.empty();
                }
            }
            fields = fields.subList(1, fields.size());
        }
        if (fields.size() < 3) {
            return Optional.empty();
        }
        try {
            SshKey key = SshKey.parse(fields.get(2));
            return key.type().equals(fields.get(1))
                    ? Optional.of(new KnownHostsLine(marker, fields.getFirst(), key, file, number))
                    : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /**
     * A line as ssh writes it (hostfile.c, add_host_to_hostfile), without its end.
     *
     * @param name by {@link HostName#name}
     * @throws MalformedException for a key that is not a plain one of a known type: ssh could not read the line
     */
    static String written(String name, SshKey key, boolean hashed) {
        if (!Signatures.isKnown(key)) {
            throw new MalformedException("not a host key: " + key);
        }
        return (hashed ? hashed(name) : name) + " " + key.type() + " " + key.base64();
    }

    private static String hashed(String name) {
        byte[] salt = new byte[SALT_LENGTH];
        RANDOM.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return "|1|" + base64.encodeToString(salt) + "|" + base64.encodeToString(hash(salt, name));
    }

    /** HMAC-SHA1 of the name under the salt (hostfile.c, host_hash). */
    private static byte[] hash(byte[] salt, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code file:line: names}, for people. */
    String place() {
        return file + ":" + number + ": " + (isHashed() ? "|…" : names);
    }

    private boolean isHashed() {
        return names.startsWith("|");
    }

    /** Whether it names its hosts one by one, so that one of them can be taken out. */
    boolean isPlain() {
        return isHashed() || names.chars().noneMatch(each -> each == '*' || each == '?' || each == '!');
    }

    /** Whether it is for one host alone, maybe with its address beside it (clientloop.c, hostspec_is_complex). */
    boolean isOneHost() {
        return isHashed() || (isPlain() && names.split(",", -1).length <= 2);
    }

    /**
     * The name of one host as it stands here: hashed where the line is.
     *
     * @param name by {@link HostName#name}, as below
     */
    String asWritten(String name) {
        return isHashed() ? names : name;
    }

    /** What this line has besides that host; empty where there is nothing. */
    String without(String name) {
        return isHashed()
                ? ""
                : Arrays.stream(names.split(",", -1))
                        .filter(each -> !each.equalsIgnoreCase(name))
                        .collect(Collectors.joining(","));
    }

    /** @param name by {@link HostName#name} */
    boolean matches(String name) {
        if (!isHashed()) {
            return Patterns.matchesAnyCase(name, Arrays.asList(names.split(",", -1)));
        }
        String[] parts = names.split("\\|", -1);
        if (parts.length != 4 || !parts[1].equals("1")) {
            return false;
        }
        try {
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            // no key of no bytes (javax.crypto), and ssh writes none
            return salt.length > 0 && MessageDigest.isEqual(Base64.getDecoder().decode(parts[3]), hash(salt, name));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
