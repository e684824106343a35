package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
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

    /** The name that a host has in these files: in brackets with the port unless that is 22. */
    static String nameOf(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        return port == 22 ? lower : "[" + lower + "]:" + port;
    }

    private boolean isHashed() {
        return names.startsWith("|");
    }

    /** Whether it names its hosts one by one, so that one of them can be taken out. */
    boolean isPlain() {
        return isHashed() || names.chars().noneMatch(each -> each == '*' || each == '?' || each == '!');
    }

    /**
     * The name of one host as it stands here: hashed where the line is.
     *
     * @param name by {@link #nameOf}, as below
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

    /** @param name by {@link #nameOf} */
    boolean matches(String name) {
        if (!isHashed()) {
            return HostPatterns.matches(name, Arrays.asList(names.split(",", -1)));
        }
        String[] parts = names.split("\\|", -1);
        if (parts.length != 4 || !parts[1].equals("1")) {
            return false;
        }
        try {
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            byte[] hash = Base64.getDecoder().decode(parts[3]);
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            return MessageDigest.isEqual(hash, mac.doFinal(name.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
