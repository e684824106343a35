package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.keys.KnownHosts.Verdict;
import dev.culvert.ssh.RealSshd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownHostsTest {
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

    KnownHosts hosts(Path... files) {
        return new KnownHosts(List.of(files), Clock.systemUTC());
    }

    static String line(String names, Path key) throws Exception {
        return names + " " + Keygen.publicLine(key);
    }

    @Test
    void plainNamesPortsAndLists() throws Exception {
        KnownHosts hosts = hosts(file(
                "# a comment",
                "",
                "not a line",
                line("one.test,192.0.2.1", ed25519),
                line("[two.test]:2222", ed25519),
                line("*.three.test,!bad.three.test", ed25519)));
        SshKey key = Keygen.publicKey(ed25519);
        assertThat(hosts.check("one.test", 22, key)).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.check("ONE.test", 22, key)).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.check("192.0.2.1", 22, key)).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.check("two.test", 2222, key)).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.check("two.test", 22, key)).isInstanceOf(Verdict.Unknown.class);
        assertThat(hosts.check("a.three.test", 22, key)).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.check("bad.three.test", 22, key)).isInstanceOf(Verdict.Unknown.class);
        assertThat(hosts.check("three.test", 22, key)).isInstanceOf(Verdict.Unknown.class);
        // as ssh: known for the host at large is known for its ports
        assertThat(hosts.check("one.test", 2222, key)).isEqualTo(new Verdict.Trusted());
    }

    @Test
    void namesHashedBySshKeygen() throws Exception {
        Path file = file(line("one.test", ed25519), line("[two.test]:2222", rsa));
        RealSshd.run("ssh-keygen", "-H", "-f", file.toString());
        assertThat(Files.readString(file)).doesNotContain("one.test").doesNotContain("two.test");
        KnownHosts hosts = hosts(file);
        assertThat(hosts.check("one.test", 22, Keygen.publicKey(ed25519))).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.check("two.test", 2222, Keygen.publicKey(rsa))).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.check("three.test", 22, Keygen.publicKey(ed25519))).isInstanceOf(Verdict.Unknown.class);
        assertThat(hosts.algorithms("two.test", 2222)).containsExactly("rsa-sha2-512", "rsa-sha2-256");
    }

    @Test
    void aChangedKeyNamesFileLineAndOldKey() throws Exception {
        Path file = file("# first", line("one.test", ed25519));
        assertThat(hosts(file).check("one.test", 22, Keygen.publicKey(otherEd25519)))
                .isInstanceOfSatisfying(Verdict.Changed.class, changed -> {
                    assertThat(changed.known().file()).isEqualTo(file);
                    assertThat(changed.known().number()).isEqualTo(2);
                    assertThat(changed.known().key().type()).isEqualTo("ssh-ed25519");
                });
    }

    @Test
    void anotherTypeIsUnknownNotChanged() throws Exception {
        assertThat(hosts(file(line("one.test", ed25519))).check("one.test", 22, Keygen.publicKey(rsa)))
                .isEqualTo(new Verdict.Unknown(List.of("ssh-ed25519"), null));
    }

    @Test
    void severalFilesCount() throws Exception {
        Path second = directory.resolve("second");
        Files.writeString(second, line("one.test", rsa) + "\n");
        KnownHosts hosts = hosts(file(line("one.test", ed25519)), directory.resolve("missing"), second);
        assertThat(hosts.check("one.test", 22, Keygen.publicKey(rsa))).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.algorithms("one.test", 22)).containsExactly("ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256");
    }

    @Test
    void revokedIsRefusedEvenWhereTrusted() throws Exception {
        KnownHosts hosts =
                hosts(file(line("one.test", ed25519), "@revoked " + line("*", ed25519), line("one.test", rsa)));
        assertThat(hosts.check("one.test", 22, Keygen.publicKey(ed25519))).isInstanceOf(Verdict.Revoked.class);
        assertThat(hosts.check("one.test", 22, Keygen.publicKey(rsa))).isEqualTo(new Verdict.Trusted());
    }

    @Test
    void certificatesOfAKnownAuthority() throws Exception {
        Path authority = Keygen.key(directory.resolve("ca"), "rsa -b 2048");
        Path host = Keygen.key(directory.resolve("host"));
        SshKey certificate = Keygen.certify(authority, host, "-h", "-n", "one.test,*.two.test", "-V", "+1h");
        Path file = file("@cert-authority " + line("*.test", authority));
        KnownHosts hosts = hosts(file);
        assertThat(hosts.check("one.test", 22, certificate)).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.check("one.test", 2200, certificate)).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.check("a.two.test", 22, certificate)).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.algorithms("one.test", 22)).contains("ssh-ed25519-cert-v01@openssh.com");

        assertThat(hosts.check("three.test", 22, certificate))
                .isEqualTo(new Verdict.Unknown(List.of(), Certificate.Problem.NOT_FOR_THIS_HOST));
        assertThat(new KnownHosts(List.of(file), Clock.fixed(Instant.now().plusSeconds(7200), ZoneOffset.UTC))
                        .check("one.test", 22, certificate))
                .isEqualTo(new Verdict.Unknown(List.of(), Certificate.Problem.NOT_VALID_NOW));
        // the authority's line is for *.test alone
        assertThat(hosts.check("one.example", 22, certificate)).isEqualTo(new Verdict.Unknown(List.of(), null));
    }

    @Test
    void certificatesThatDoNotCount() throws Exception {
        Path authority = Keygen.key(directory.resolve("ca"));
        Path stranger = Keygen.key(directory.resolve("stranger"));
        Path host = Keygen.key(directory.resolve("host"));
        Path file = file("@cert-authority " + line("*", authority));
        SshKey foreign = Keygen.certify(stranger, host, "-h", "-n", "one.test");
        assertThat(hosts(file).check("one.test", 22, foreign)).isEqualTo(new Verdict.Unknown(List.of(), null));

        SshKey user = Keygen.certify(authority, host, "-n", "one.test");
        assertThat(hosts(file).check("one.test", 22, user))
                .isEqualTo(new Verdict.Unknown(List.of(), Certificate.Problem.NOT_A_HOST_CERTIFICATE));

        SshKey nobody = Keygen.certify(authority, host, "-h");
        assertThat(hosts(file).check("one.test", 22, nobody))
                .isEqualTo(new Verdict.Unknown(List.of(), Certificate.Problem.NOT_FOR_THIS_HOST));

        SshKey good = Keygen.certify(authority, host, "-h", "-n", "one.test");
        byte[] forged = good.blob();
        forged[forged.length - 1] ^= 1;
        assertThat(hosts(file).check("one.test", 22, SshKey.of(forged)))
                .isEqualTo(new Verdict.Unknown(List.of(), Certificate.Problem.BAD_SIGNATURE));

        // an authority can be revoked, and the key in a certificate too
        Files.writeString(file, "@revoked " + line("*", authority) + "\n", java.nio.file.StandardOpenOption.APPEND);
        assertThat(hosts(file).check("one.test", 22, good)).isInstanceOf(Verdict.Revoked.class);
        Path revokedKey = file("@cert-authority " + line("*", authority), "@revoked " + line("*", host));
        assertThat(hosts(revokedKey).check("one.test", 22, good)).isInstanceOf(Verdict.Revoked.class);
    }

    @Test
    void aCertificateCountsByItsKeyToo() throws Exception {
        Path authority = Keygen.key(directory.resolve("ca"));
        Path host = Keygen.key(directory.resolve("host"));
        SshKey certificate = Keygen.certify(authority, host, "-h", "-n", "one.test");
        assertThat(hosts(file(line("one.test", host))).check("one.test", 22, certificate))
                .isEqualTo(new Verdict.Trusted());
        assertThat(hosts(file(line("one.test", ed25519))).check("one.test", 22, certificate))
                .isInstanceOf(Verdict.Changed.class);
    }

    @Test
    void sshKeygenFindsWhatWasAdded() throws Exception {
        Path file = directory.resolve("new/.ssh/known_hosts");
        KnownHosts hosts = hosts(file);
        hosts.add("One.test", 22, Keygen.publicKey(ed25519));
        // a file that does not end in a line feed, as people leave them
        Files.writeString(file, Files.readString(file).strip());
        hosts.add("two.test", 2222, Keygen.publicKey(rsa));
        assertThat(RealSshd.run("ssh-keygen", "-F", "one.test", "-f", file.toString()))
                .contains(Keygen.publicKey(ed25519).base64());
        assertThat(RealSshd.run("ssh-keygen", "-F", "[two.test]:2222", "-f", file.toString()))
                .contains(Keygen.publicKey(rsa).base64());
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(hosts.check("two.test", 2222, Keygen.publicKey(rsa))).isEqualTo(new Verdict.Trusted());
    }

    private KnownHosts.Verdict.Changed changed(KnownHosts hosts, String host, SshKey key) throws Exception {
        return (Verdict.Changed) hosts.check(host, 22, key);
    }

    @Test
    void replacesOneHostsKeyAndNothingElse() throws Exception {
        String others = "# caf\u00e9 \n" + line("*.test", rsa) + "\n@revoked " + line("*", rsa) + "\n";
        Path file = directory.resolve("known_hosts");
        String before = others + line("one.test,192.0.2.1", ed25519) + " laptop\n" + line("two.test", ed25519) + "\n"
                + line("ONE.test", ed25519) + "\n";
        Files.writeString(file, before, StandardCharsets.ISO_8859_1);
        KnownHosts hosts = hosts(file);
        SshKey now = Keygen.publicKey(otherEd25519);
        assertThat(hosts.mayReplace(changed(hosts, "one.test", now).known())).isTrue();

        Path copy = hosts.replace("one.test", 22, now);

        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .isEqualTo(others + "one.test " + now.type() + " " + now.base64() + "\n" + line("192.0.2.1", ed25519)
                        + " laptop\n" + line("two.test", ed25519) + "\n");
        assertThat(Files.readString(copy, StandardCharsets.ISO_8859_1)).isEqualTo(before);
        assertThat(copy).isEqualTo(directory.resolve("known_hosts.old"));
        assertThat(hosts.check("one.test", 22, now)).isEqualTo(new Verdict.Trusted());
        assertThat(hosts.check("two.test", 22, now)).isInstanceOf(Verdict.Changed.class);
        assertThat(hosts.check("192.0.2.1", 22, now)).isInstanceOf(Verdict.Changed.class);
    }

    @Test
    void replacesAHashedHostsKeyAndLeavesItHashed() throws Exception {
        Path file = file(line("one.test", ed25519), line("two.test", ed25519));
        RealSshd.run("ssh-keygen", "-H", "-f", file.toString());
        KnownHosts hosts = hosts(file);
        SshKey now = Keygen.publicKey(otherEd25519);
        assertThat(hosts.mayReplace(changed(hosts, "one.test", now).known())).isTrue();

        hosts.replace("one.test", 22, now);

        assertThat(Files.readString(file)).doesNotContain("one.test");
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(RealSshd.run("ssh-keygen", "-F", "one.test", "-f", file.toString()))
                .contains(now.base64());
        assertThat(hosts.check("two.test", 22, Keygen.publicKey(ed25519))).isEqualTo(new Verdict.Trusted());
    }

    @Test
    void aPatternOrAnotherFileIsNotReplaced() throws Exception {
        SshKey now = Keygen.publicKey(otherEd25519);
        KnownHosts pattern = hosts(file(line("*.test", ed25519)));
        assertThat(pattern.mayReplace(changed(pattern, "one.test", now).known()))
                .isFalse();
        Path system = Files.writeString(directory.resolve("system"), line("one.test", ed25519) + "\n");
        KnownHosts both = hosts(directory.resolve("own"), system);
        assertThat(both.mayReplace(changed(both, "one.test", now).known())).isFalse();
    }

    @Test
    void severalMayAddAtOnce() throws Exception {
        Path file = directory.resolve("known_hosts");
        KnownHosts hosts = hosts(file);
        SshKey key = Keygen.publicKey(ed25519);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> added = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String host = "host" + i + ".test";
                added.add(threads.submit(() -> {
                    hosts.add(host, 22, key);
                    return null;
                }));
            }
            for (Future<?> each : added) {
                each.get();
            }
        }
        assertThat(Files.readAllLines(file)).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(hosts.check("host" + i + ".test", 22, key)).isEqualTo(new Verdict.Trusted());
        }
    }
}
