package dev.culvert.control.keys;

import dev.culvert.control.keys.KnownHostsLine.Marker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of one host the user trusts: known_hosts files, read anew each time, as other programs write them too. The rules are
 * ssh's (sshconnect.c, check_host_key; hostfile.c): a revoked key is refused whatever else stands, a certificate counts by its
 * authority's line and else by the key in it, and where any key of the host is known, every other one is a changed key, of
 * whatever type. Thread-safe.
 */
final class KnownHosts {
    private final HostPolicy policy;
    private final Clock clock;

    KnownHosts(HostPolicy policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /** What the files say of a key. */
    sealed interface Verdict {
        /** @param by the key's own line, or its authority's */
        record Trusted(KnownHostsLine by) implements Verdict {}

        /**
         * @param elsewhere lines that have this key for other hosts
         * @param certificateProblem why a certificate of a known authority does not count; null where there is none
         */
        record Unknown(List<KnownHostsLine> elsewhere, Certificate.@Nullable Problem certificateProblem)
                implements Verdict {}

        /** Another key is known. */
        record Changed(KnownHostsLine known) implements Verdict {}

        record Revoked(KnownHostsLine by) implements Verdict {}
    }

    /** @param offered a public key or a host certificate */
    Verdict check(SshKey offered) throws IOException {
        List<KnownHostsLine> all = read();
        Verdict verdict = check(all, policy.name().name(), offered);
        Optional<String> atLarge = policy.name().atLarge();
        if (verdict instanceof Verdict.Unknown && atLarge.isPresent()) {
            // ssh too takes a key known for the host at large as known for a port of it
            Verdict other = check(all, atLarge.get(), offered);
            if (other instanceof Verdict.Trusted || other instanceof Verdict.Revoked) {
                return other;
            }
        }
        return verdict;
    }

    private Verdict check(List<KnownHostsLine> all, String name, SshKey offered) {
        List<KnownHostsLine> lines =
                all.stream().filter(line -> line.matches(name)).toList();
        SshKey key = offered.plain();
        Certificate certificate = offered.isCertificate() ? Certificate.of(offered) : null;
        for (KnownHostsLine line : lines) {
            if (line.marker() == Marker.REVOKED
                    && (line.key().equals(key)
                            || (certificate != null && line.key().equals(certificate.authority())))) {
                return new Verdict.Revoked(line);
            }
        }
        Certificate.Problem problem = null;
        if (certificate != null) {
            Optional<KnownHostsLine> authority = find(lines, Marker.CERT_AUTHORITY, certificate.authority());
            if (authority.isPresent()) {
                problem = certificate.problemFor(
                        policy.name().certified(), clock.instant(), policy.authorityAlgorithms());
                if (problem == null) {
                    return new Verdict.Trusted(authority.get());
                }
            }
        }
        Optional<KnownHostsLine> own = find(lines, Marker.NONE, key);
        if (own.isPresent()) {
            return new Verdict.Trusted(own.get());
        }
        Certificate.Problem found = problem;
        return lines.stream()
                .filter(line -> line.marker() == Marker.NONE)
                // the one of the same type tells the person most
                .reduce((one, other) -> one.key().type().equals(key.type()) ? one : other)
                .<Verdict>map(Verdict.Changed::new)
                .orElseGet(() -> new Verdict.Unknown(
                        all.stream()
                                .filter(line -> line.marker() == Marker.NONE
                                        && line.key().equals(key))
                                .toList(),
                        found));
    }

    private static Optional<KnownHostsLine> find(List<KnownHostsLine> lines, Marker marker, SshKey key) {
        return lines.stream()
                .filter(line -> line.marker() == marker && line.key().equals(key))
                .findFirst();
    }

    /**
     * Host key algorithms in the order to offer, so that the server shows a key that is known (sshconnect2.c, order_hostkeyalgs): as
     * they are where the first one's key is known, else those first whose key is, and certificates where an authority is.
     *
     * @param algorithms in the order that is preferred otherwise
     */
    List<String> order(List<String> algorithms) throws IOException {
        List<KnownHostsLine> lines = matching();
        if (!algorithms.isEmpty() && hasKeyFor(lines, algorithms.getFirst())) {
            return algorithms;
        }
        boolean authority = lines.stream().anyMatch(line -> line.marker() == Marker.CERT_AUTHORITY);
        List<String> first = algorithms.stream()
                .filter(each -> (authority && each.endsWith(SshKey.CERTIFICATE)) || hasKeyFor(lines, each))
                .toList();
        return Stream.concat(first.stream(), algorithms.stream()).distinct().toList();
    }

    private static boolean hasKeyFor(List<KnownHostsLine> lines, String algorithm) {
        String plain = Signatures.plain(algorithm);
        String type = plain.startsWith("rsa-sha2-") ? "ssh-rsa" : plain;
        return lines.stream()
                .anyMatch(line ->
                        line.marker() == Marker.NONE && line.key().type().equals(type));
    }

    /** The lines for the host's name, of all files. */
    private List<KnownHostsLine> matching() throws IOException {
        return read().stream()
                .filter(line -> line.matches(policy.name().name()))
                .toList();
    }

    private List<KnownHostsLine> read() throws IOException {
        List<KnownHostsLine> lines = new ArrayList<>();
        for (Path file : policy.userFiles()) {
            lines.addAll(read(file));
        }
        for (Path file : policy.systemFiles()) {
            lines.addAll(read(file));
        }
        return lines;
    }

    /** Empty where there is no such file. */
    static List<KnownHostsLine> read(Path file) throws IOException {
        List<KnownHostsLine> lines = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            // ISO 8859-1 takes every byte: one stray byte in a comment is no reason to trust nothing
            int number = 0;
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                KnownHostsLine.parse(line, file, ++number).ifPresent(lines::add);
            }
        }
        return lines;
    }

    /** The file that is written to; empty where there is none, or where no line can be written for this host. */
    Optional<Path> writable() {
        return policy.name().isWritable() ? policy.userFiles().stream().findFirst() : Optional.empty();
    }

    /** Whether a line is in one of the user's own files, for this very name. */
    boolean isUsersOwn(KnownHostsLine line) {
        return line.marker() == Marker.NONE
                && policy.userFiles().contains(line.file())
                && line.matches(policy.name().name());
    }

    /** Appends an accepted key as ssh writes it. */
    void add(SshKey key) throws IOException {
        Path file = writable().orElseThrow(() -> new IOException("no known_hosts file to add to"));
        new KnownHostsFile(file).append(KnownHostsLine.written(policy.name().name(), key.plain(), policy.hashNames()));
    }

    /** Whether the key of a line can give way: the line is in the file that is written to, and names its hosts one by one. */
    boolean mayReplace(KnownHostsLine line) {
        return line.marker() == Marker.NONE
                && line.isPlain()
                && writable().filter(line.file()::equals).isPresent();
    }

    /**
     * Puts {@code key} in the place of all keys that the first file has for this host, hashed lines too. Other hosts of a line keep
     * theirs; patterns, authorities and revoked keys stay.
     *
     * @return where the file is kept as it was
     */
    Path replace(SshKey key) throws IOException {
        Path file = writable().orElseThrow(() -> new IOException("no known_hosts file to write to"));
        String name = policy.name().name();
        return new KnownHostsFile(file)
                .edit(lines -> replaced(lines, name, key.plain()))
                .orElseThrow(() -> new IOException("nothing to replace"));
    }

    private static List<String> replaced(List<String> before, String name, SshKey key) {
        String written = " " + key.type() + " " + key.base64();
        List<String> lines = new ArrayList<>();
        boolean placed = false;
        for (String line : before) {
            Optional<KnownHostsLine> old = KnownHostsLine.parse(line, Path.of(""), 0)
                    .filter(each -> each.marker() == Marker.NONE && each.isPlain() && each.matches(name));
            if (old.isEmpty()) {
                lines.add(line);
                continue;
            }
            if (!placed) {
                lines.add(old.get().asWritten(name) + written);
                placed = true;
            }
            String others = old.get().without(name);
            if (!others.isEmpty()) {
                lines.add(others
                        + line.substring(line.indexOf(old.get().names())
                                + old.get().names().length()));
            }
        }
        if (!placed) {
            // somebody took the line out meanwhile
            lines.add(name + written);
        }
        return lines;
    }
}
