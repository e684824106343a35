package dev.culvert.control.keys;

import dev.culvert.control.keys.KnownHostsLine.Marker;
import dev.culvert.profile.OwnerOnly;
import dev.culvert.profile.ProfileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which host keys the user trusts: known_hosts files, read anew each time, as other programs write them too. The rules are
 * ssh's (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): the first line that has the key decides, a revoked key is refused whatever else
 * stands, a certificate counts by its authority's line and else by the key in it. Thread-safe.
 */
final class KnownHosts {
    /** A file lock keeps other processes out, and throws at a second thread of this one. */
    private static final Object ADDING = new Object();

    private final List<Path> files;
    private final Clock clock;

    /** @param files in order; accepted keys are added to the first; those not there are passed over */
    KnownHosts(List<Path> files, Clock clock) {
        this.files = List.copyOf(files);
        this.clock = clock;
    }

    /** What the files say of a key. */
    sealed interface Verdict {
        record Trusted() implements Verdict {}

        /**
         * @param others types of other keys known for this host
         * @param certificateProblem why a certificate of a known authority does not count; null where there is none
         */
        record Unknown(List<String> others, Certificate.@Nullable Problem certificateProblem) implements Verdict {}

        /** Another key of this type is known. */
        record Changed(KnownHostsLine known) implements Verdict {}

        record Revoked(KnownHostsLine by) implements Verdict {}
    }

    /** @param offered a public key or a host certificate */
    Verdict check(String host, int port, SshKey offered) throws IOException {
        List<KnownHostsLine> lines = read();
        Verdict verdict = check(lines, KnownHostsLine.nameOf(host, port), host, offered);
        // ssh too takes a key known for the host at large as known for a port of it
        if (verdict instanceof Verdict.Unknown
                && port != 22
                && check(lines, KnownHostsLine.nameOf(host, 22), host, offered) instanceof Verdict.Trusted trusted) {
            return trusted;
        }
        return verdict;
    }

    private Verdict check(List<KnownHostsLine> all, String name, String host, SshKey offered) {
        List<KnownHostsLine> lines =
                all.stream().filter(line -> line.matches(name)).toList();
        SshKey key = offered.plain();
        SshKey authority = offered.isCertificate() ? Certificate.of(offered).authority() : null;
        for (KnownHostsLine line : lines) {
            if (line.marker() == Marker.REVOKED
                    && (line.key().equals(key)
                            || (authority != null && line.key().equals(authority)))) {
                return new Verdict.Revoked(line);
            }
        }
        Certificate.Problem problem = null;
        if (authority != null && has(lines, Marker.CERT_AUTHORITY, authority)) {
            problem = Certificate.of(offered).problemFor(host, clock.instant());
            if (problem == null) {
                return new Verdict.Trusted();
            }
        }
        if (has(lines, Marker.NONE, key)) {
            return new Verdict.Trusted();
        }
        Set<String> others = new LinkedHashSet<>();
        for (KnownHostsLine line : lines) {
            if (line.marker() == Marker.NONE) {
                if (line.key().type().equals(key.type())) {
                    return new Verdict.Changed(line);
                }
                others.add(line.key().type());
            }
        }
        return new Verdict.Unknown(List.copyOf(others), problem);
    }

    private static boolean has(List<KnownHostsLine> lines, Marker marker, SshKey key) {
        return lines.stream()
                .anyMatch(line -> line.marker() == marker && line.key().equals(key));
    }

    /** The algorithms to prefer so that the server shows a key that is known: certificates first where an authority is. */
    List<String> algorithms(String host, int port) throws IOException {
        List<KnownHostsLine> all = read();
        List<String> found = algorithms(all, KnownHostsLine.nameOf(host, port));
        return found.isEmpty() && port != 22 ? algorithms(all, KnownHostsLine.nameOf(host, 22)) : found;
    }

    private static List<String> algorithms(List<KnownHostsLine> all, String name) {
        Set<String> certificates = new LinkedHashSet<>();
        Set<String> plain = new LinkedHashSet<>();
        for (KnownHostsLine line : all) {
            if (!line.matches(name)) {
                continue;
            }
            if (line.marker() == Marker.CERT_AUTHORITY) {
                certificates.addAll(List.of(
                        "ssh-ed25519-cert-v01@openssh.com",
                        "ecdsa-sha2-nistp256-cert-v01@openssh.com",
                        "ecdsa-sha2-nistp384-cert-v01@openssh.com",
                        "ecdsa-sha2-nistp521-cert-v01@openssh.com",
                        "rsa-sha2-512-cert-v01@openssh.com",
                        "rsa-sha2-256-cert-v01@openssh.com"));
            } else if (line.marker() == Marker.NONE) {
                plain.addAll(
                        line.key().type().equals("ssh-rsa")
                                ? List.of("rsa-sha2-512", "rsa-sha2-256")
                                : List.of(line.key().type()));
            }
        }
        List<String> algorithms = new ArrayList<>(certificates);
        algorithms.addAll(plain);
        return algorithms;
    }

    private List<KnownHostsLine> read() throws IOException {
        List<KnownHostsLine> lines = new ArrayList<>();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                continue;
            }
            // ISO 8859-1 takes every byte: one stray byte in a comment is no reason to trust nothing
            int number = 0;
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                KnownHostsLine.parse(line, file, ++number).ifPresent(lines::add);
            }
        }
        return lines;
    }

    /** The file that {@link #add} writes to. */
    Optional<Path> firstFile() {
        return files.stream().findFirst();
    }

    /** Appends an accepted key as ssh writes it; the file is made with mode 0600, its folder with 0700. */
    void add(String host, int port, SshKey key) throws IOException {
        Path file = firstFile().orElseThrow(() -> new IOException("no known_hosts file to add to"));
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            OwnerOnly.directories(folder);
        }
        SshKey plain = key.plain();
        synchronized (ADDING) {
            append(file, KnownHostsLine.nameOf(host, port) + " " + plain.type() + " " + plain.base64() + "\n");
        }
    }

    /** Whether the key of a line can give way: the line is in the file that is written to, and names its hosts one by one. */
    boolean mayReplace(KnownHostsLine line) {
        return line.marker() == Marker.NONE
                && line.isPlain()
                && firstFile().filter(line.file()::equals).isPresent();
    }

    /**
     * Puts {@code key} in the place of all keys of its type that the first file has for this host, hashed lines too. Other hosts of a
     * line keep theirs; patterns, authorities and revoked keys stay.
     *
     * @return where the file is kept as it was
     */
    Path replace(String host, int port, SshKey key) throws IOException {
        Path file = firstFile()
                .orElseThrow(() -> new IOException("no known_hosts file to write to"))
                .toRealPath();
        Path copy = file.resolveSibling(file.getFileName() + ".old");
        synchronized (ADDING) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                // by this channel: closing another of the same file would end the lock
                ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
                while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                    // until all is read
                }
                byte[] before = bytes.array();
                String after = replaced(new String(before, StandardCharsets.ISO_8859_1), host, port, key.plain());
                ProfileStore.write(copy, before, true);
                ProfileStore.write(file, after.getBytes(StandardCharsets.ISO_8859_1), true);
            }
        }
        return copy;
    }

    private static String replaced(String text, String host, int port, SshKey key) {
        String name = KnownHostsLine.nameOf(host, port);
        String written = " " + key.type() + " " + key.base64();
        List<String> lines = new ArrayList<>();
        boolean placed = false;
        for (String line : text.split("\n", -1)) {
            Optional<KnownHostsLine> old = KnownHostsLine.parse(line, Path.of(""), 0)
                    .filter(each -> each.marker() == Marker.NONE
                            && each.isPlain()
                            && each.key().type().equals(key.type())
                            && each.matches(name));
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
            lines.add(Math.max(0, lines.size() - 1), name + written);
        }
        return String.join("\n", lines);
    }

    private static void append(Path file, String line) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                FileLock _ = channel.lock()) {
            String text = line;
            long end = channel.size();
            if (end > 0) {
                ByteBuffer last = ByteBuffer.allocate(1);
                channel.read(last, end - 1);
                if (last.get(0) != '\n') {
                    text = "\n" + line;
                }
            }
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            channel.position(end);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
