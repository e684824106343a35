package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.keys.KnownHosts.Verdict;
import dev.culvert.ssh.RealSshd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownHostsTest extends KnownHostsFiles {
    @Test
    void plainNamesPortsAndLists() throws Exception {
        Hosts hosts = hosts(file(
                "# a comment",
                "",
                "not a line",
                line("one.test,192.0.2.1", ed25519),
                line("[two.test]:2222", ed25519),
                line("*.three.test,!bad.three.test", ed25519)));
        SshKey key = Keygen.publicKey(ed25519);
        assertThat(hosts.check("one.test", 22, key)).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.check("ONE.test", 22, key)).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.check("192.0.2.1", 22, key)).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.check("two.test", 2222, key)).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.check("two.test", 22, key)).isInstanceOf(Verdict.Unknown.class);
        assertThat(hosts.check("a.three.test", 22, key)).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.check("bad.three.test", 22, key)).isInstanceOf(Verdict.Unknown.class);
        assertThat(hosts.check("three.test", 22, key)).isInstanceOf(Verdict.Unknown.class);
        // as ssh: known for the host at large is known for its ports
        assertThat(hosts.check("one.test", 2222, key)).isInstanceOf(Verdict.Trusted.class);
    }

    @Test
    void namesHashedBySshKeygen() throws Exception {
        Path file = file(line("one.test", ed25519), line("[two.test]:2222", rsa));
        RealSshd.run("ssh-keygen", "-H", "-f", file.toString());
        assertThat(Files.readString(file)).doesNotContain("one.test").doesNotContain("two.test");
        Hosts hosts = hosts(file);
        assertThat(hosts.check("one.test", 22, Keygen.publicKey(ed25519))).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.check("two.test", 2222, Keygen.publicKey(rsa))).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.check("three.test", 22, Keygen.publicKey(ed25519))).isInstanceOf(Verdict.Unknown.class);
        assertThat(hosts.order("two.test", 2222).getFirst()).isEqualTo("rsa-sha2-512");
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

    /** ssh too: a host one of whose keys is known shows no other. */
    @Test
    void anotherTypeIsChangedToo() throws Exception {
        assertThat(hosts(file(line("one.test", ed25519))).check("one.test", 22, Keygen.publicKey(rsa)))
                .isInstanceOf(Verdict.Changed.class);
    }

    @Test
    void aKeyKnownForOtherHostsIsSaidSo() throws Exception {
        Path file = file(line("two.test", ed25519), line("one.test", rsa));
        assertThat(hosts(file).check("three.test", 22, Keygen.publicKey(ed25519)))
                .isInstanceOfSatisfying(
                        Verdict.Unknown.class,
                        unknown -> assertThat(unknown.elsewhere())
                                .extracting(KnownHostsLine::place)
                                .containsExactly(file + ":1: two.test"));
    }

    @Test
    void anAliasStandsForHostAndPort() throws Exception {
        Path file = file(line("alias.test", ed25519));
        KnownHosts aliased = new KnownHosts(
                HostPolicy.asking(HostName.of("one.test", 2222, "Alias.test"), List.of(file)), Clock.systemUTC());
        assertThat(aliased.check(Keygen.publicKey(ed25519))).isInstanceOf(Verdict.Trusted.class);
        aliased.add(Keygen.publicKey(rsa));
        assertThat(Files.readAllLines(file).getLast()).startsWith("alias.test ssh-rsa ");
    }

    /** A name that would be read as a pattern, a hash or several names is not written, as by ssh. */
    @Test
    void aNameThatMeansSomethingElseIsNotWritten() throws Exception {
        for (String name : List.of("*", "a,b", "#x", "@revoked", "|1|x|y", "a b")) {
            assertThat(hosts(file()).of(name, 22).writable()).as(name).isEmpty();
        }
    }

    @Test
    void severalFilesCount() throws Exception {
        Path second = directory.resolve("second");
        Files.writeString(second, line("one.test", rsa) + "\n");
        Hosts hosts = hosts(file(line("one.test", ed25519)), directory.resolve("missing"), second);
        assertThat(hosts.check("one.test", 22, Keygen.publicKey(rsa))).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.order("one.test", 22))
                .as("as it is: the key of the first is known")
                .containsExactly(
                        "ssh-ed25519-cert-v01@openssh.com", "ecdsa-sha2-nistp256", "ssh-ed25519", "rsa-sha2-512");
    }

    @Test
    void revokedIsRefusedEvenWhereTrusted() throws Exception {
        Hosts hosts = hosts(file(line("one.test", ed25519), "@revoked " + line("*", ed25519), line("one.test", rsa)));
        assertThat(hosts.check("one.test", 22, Keygen.publicKey(ed25519))).isInstanceOf(Verdict.Revoked.class);
        assertThat(hosts.check("one.test", 22, Keygen.publicKey(rsa))).isInstanceOf(Verdict.Trusted.class);
    }

    @Test
    void certificatesOfAKnownAuthority() throws Exception {
        Path authority = Keygen.key(directory.resolve("ca"), "rsa -b 2048");
        Path host = Keygen.key(directory.resolve("host"));
        SshKey certificate = Keygen.certify(authority, host, "-h", "-n", "one.test,two.test", "-V", "+1h");
        Path file = file("@cert-authority " + line("*.test", authority));
        Hosts hosts = hosts(file);
        assertThat(hosts.check("one.test", 22, certificate)).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.check("one.test", 2200, certificate)).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.check("two.test", 22, certificate)).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.check("a.two.test", 22, certificate))
                .isEqualTo(new Verdict.Unknown(List.of(), Certificate.Problem.NOT_FOR_THIS_HOST));
        assertThat(hosts.order("one.test", 22).getFirst()).isEqualTo("ssh-ed25519-cert-v01@openssh.com");

        assertThat(hosts.check("three.test", 22, certificate))
                .isEqualTo(new Verdict.Unknown(List.of(), Certificate.Problem.NOT_FOR_THIS_HOST));
        assertThat(new Hosts(List.of(file), Clock.fixed(Instant.now().plusSeconds(7200), ZoneOffset.UTC), false)
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

        // as for ssh 9.2: without principals for every host, and a principal is no pattern
        assertThat(hosts(file).check("one.test", 22, Keygen.certify(authority, host, "-h")))
                .isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts(file).check("one.test", 22, Keygen.certify(authority, host, "-h", "-n", "*.test")))
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
                .isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts(file(line("one.test", ed25519))).check("one.test", 22, certificate))
                .isInstanceOf(Verdict.Changed.class);
    }
}
