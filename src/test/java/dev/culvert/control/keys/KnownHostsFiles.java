package dev.culvert.control.keys;

import dev.culvert.control.keys.KnownHosts.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Files of known hosts for tests, with keys made once. */
abstract class KnownHostsFiles {
    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    static Path ed25519;
    static Path otherEd25519;
    static Path rsa;

    @BeforeAll
    static void keys() throws Exception {
        ed25519 = Keygen.key(shared.resolve("ed25519"));
        otherEd25519 = Keygen.key(shared.resolve("other"));
        rsa = Keygen.key(shared.resolve("rsa"), "rsa -b 2048");
    }

    Path file(String... lines) throws Exception {
        Path file = directory.resolve("known_hosts");
        Files.write(file, List.of(lines));
        return file;
    }

    /** The hosts' view of one set of files. */
    record Hosts(List<Path> files, Clock clock, boolean hashed) {
        KnownHosts of(String host, int port) {
            HostPolicy policy = HostPolicy.asking(HostName.of(host, port), files);
            return new KnownHosts(
                    new HostPolicy(
                            policy.name(),
                            policy.userFiles(),
                            policy.systemFiles(),
                            policy.strictness(),
                            hashed,
                            policy.revokedKeys(),
                            policy.authorityAlgorithms(),
                            policy.update()),
                    clock);
        }

        Verdict check(String host, int port, SshKey key) throws Exception {
            return of(host, port).check(key);
        }

        List<String> order(String host, int port) throws Exception {
            return of(host, port)
                    .order(List.of(
                            "ssh-ed25519-cert-v01@openssh.com", "ecdsa-sha2-nistp256", "ssh-ed25519", "rsa-sha2-512"));
        }

        void add(String host, int port, SshKey key) throws Exception {
            of(host, port).add(key);
        }
    }

    Hosts hosts(Path... files) {
        return new Hosts(List.of(files), Clock.systemUTC(), false);
    }

    static String line(String names, Path key) throws Exception {
        return names + " " + Keygen.publicLine(key);
    }
}
