package dev.culvert.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The kinds of algorithms that two ends of SSH agree on, with what this program proposes by itself and what else it can do when it is
 * told to: SHA-1, CBC and groups of less than 2048 bits are weak. Names as SSH has them.
 */
public enum AlgorithmKind {
    /** Post-quantum ones first, as OpenSSH 10 orders them. */
    KEX(
            "KexAlgorithms",
            List.of(
                    "mlkem768x25519-sha256",
                    "sntrup761x25519-sha512",
                    "sntrup761x25519-sha512@openssh.com",
                    "curve25519-sha256",
                    "curve25519-sha256@libssh.org",
                    "ecdh-sha2-nistp256",
                    "ecdh-sha2-nistp384",
                    "ecdh-sha2-nistp521",
                    "diffie-hellman-group-exchange-sha256",
                    "diffie-hellman-group16-sha512",
                    "diffie-hellman-group18-sha512",
                    "diffie-hellman-group14-sha256"),
            List.of("diffie-hellman-group-exchange-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1")),
    HOST_KEY(
            "HostKeyAlgorithms",
            List.of(
                    "ssh-ed25519-cert-v01@openssh.com",
                    "ecdsa-sha2-nistp256-cert-v01@openssh.com",
                    "ecdsa-sha2-nistp384-cert-v01@openssh.com",
                    "ecdsa-sha2-nistp521-cert-v01@openssh.com",
                    "rsa-sha2-512-cert-v01@openssh.com",
                    "rsa-sha2-256-cert-v01@openssh.com",
                    "ssh-ed25519",
                    "ecdsa-sha2-nistp256",
                    "ecdsa-sha2-nistp384",
                    "ecdsa-sha2-nistp521",
                    "rsa-sha2-512",
                    "rsa-sha2-256"),
            List.of("ssh-rsa")),
    /** AES-GCM first where the processor has AES, else ChaCha20. */
    CIPHER("Ciphers", ciphers(), List.of("aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc")),
    MAC(
            "MACs",
            List.of("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"),
            List.of("hmac-sha1-etm@openssh.com", "hmac-sha1")),
    /** Of users' keys; no list brings SHA-1 back for them. */
    USER_KEY(
            "PubkeyAcceptedAlgorithms",
            List.of(
                    "ssh-ed25519-cert-v01@openssh.com",
                    "ecdsa-sha2-nistp256-cert-v01@openssh.com",
                    "ecdsa-sha2-nistp384-cert-v01@openssh.com",
                    "ecdsa-sha2-nistp521-cert-v01@openssh.com",
                    "sk-ssh-ed25519-cert-v01@openssh.com",
                    "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
                    "rsa-sha2-512-cert-v01@openssh.com",
                    "rsa-sha2-256-cert-v01@openssh.com",
                    "ssh-ed25519",
                    "ecdsa-sha2-nistp256",
                    "ecdsa-sha2-nistp384",
                    "ecdsa-sha2-nistp521",
                    "sk-ssh-ed25519@openssh.com",
                    "sk-ecdsa-sha2-nistp256@openssh.com",
                    "rsa-sha2-512",
                    "rsa-sha2-256"),
            List.of()),
    /** Of those who certify keys. */
    CA_SIGNATURE(
            "CASignatureAlgorithms",
            List.of(
                    "ssh-ed25519",
                    "ecdsa-sha2-nistp256",
                    "ecdsa-sha2-nistp384",
                    "ecdsa-sha2-nistp521",
                    "sk-ssh-ed25519@openssh.com",
                    "sk-ecdsa-sha2-nistp256@openssh.com",
                    "rsa-sha2-512",
                    "rsa-sha2-256"),
            List.of());

    private final String option;
    /** With commas between: an enum holds nothing that changes. */
    private final String proposed;

    private final String weak;

    AlgorithmKind(String option, List<String> proposed, List<String> weak) {
        this.option = option;
        this.proposed = String.join(",", proposed);
        this.weak = String.join(",", weak);
    }

    private static List<String> ciphers() {
        List<String> gcm = List.of("aes128-gcm@openssh.com", "aes256-gcm@openssh.com");
        List<String> chaCha = List.of("chacha20-poly1305@openssh.com");
        List<String> counter = List.of("aes128-ctr", "aes192-ctr", "aes256-ctr");
        return (processorHasAes() ? Stream.of(gcm, chaCha, counter) : Stream.of(chaCha, gcm, counter))
                .flatMap(List::stream)
                .toList();
    }

    /** By /proc/cpuinfo's flags (x86) or Features (ARM); where there is none, a processor of today is assumed. */
    private static boolean processorHasAes() {
        try {
            return Pattern.compile("(?m)^(flags|Features)\\s*:.*\\baes\\b")
                    .matcher(Files.readString(Path.of("/proc/cpuinfo")))
                    .find();
        } catch (IOException e) {
            return true;
        }
    }

    /** What ssh_config(5) calls the list. */
    public String option() {
        return option;
    }

    /** Best first. */
    public List<String> proposed() {
        return names(proposed);
    }

    /** Known, and proposed only when a list names it. */
    public List<String> weak() {
        return names(weak);
    }

    private static List<String> names(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    public boolean knows(String name) {
        return proposed().contains(name) || weak().contains(name);
    }

    /**
     * What a list of ssh_config(5) comes to: names with commas between and {@code *} and {@code ?} in them; with {@code +} in front
     * those besides {@link #proposed}, with {@code ^} before it, with {@code -} out of it. Names that are not known here count for
     * nothing.
     *
     * @return best first; empty when nothing of the list is known here
     */
    public List<String> resolve(String list) {
        String text = list.strip();
        char sign = text.isEmpty() ? ' ' : text.charAt(0);
        boolean signed = "+-^".indexOf(sign) >= 0;
        Set<String> named = new LinkedHashSet<>();
        for (String each : (signed ? text.substring(1) : text).split(",", -1)) {
            Stream.concat(proposed().stream(), weak().stream())
                    .filter(name -> matches(name, each))
                    .forEach(named::add);
        }
        return switch (sign) {
            case '+' ->
                Stream.concat(proposed().stream(), named.stream()).distinct().toList();
            case '^' ->
                Stream.concat(named.stream(), proposed().stream()).distinct().toList();
            case '-' ->
                proposed().stream().filter(name -> !named.contains(name)).toList();
            default -> List.copyOf(named);
        };
    }

    /** ssh's patterns; only the last star is ever taken back, so that many cost no more than one. */
    private static boolean matches(String name, String pattern) {
        int n = 0;
        int p = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(each -> each == '*');
    }
}
