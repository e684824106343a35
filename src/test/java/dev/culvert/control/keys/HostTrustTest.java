package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.Prompts;
import dev.culvert.control.keys.HostPolicy.Strictness;
import dev.culvert.net.AlgorithmKind;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.ssh.RealSshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What known_hosts and ssh_config's options about it make of one server's key: each case is put to ssh, which connects to a real sshd,
 * and to {@link HostTrust}, and the two have to agree.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostTrustTest {
    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    RealSshd sshd;
    Path hostKey;
    Path other;
    Path authority;
    Path user;

    @BeforeAll
    void start() throws Exception {
        hostKey = Keygen.key(shared.resolve("host"), "rsa -b 2048");
        other = Keygen.key(shared.resolve("other"));
        authority = Keygen.key(shared.resolve("ca"));
        user = Keygen.key(shared.resolve("user"));
        Path certified = shared.resolve("certified");
        Keygen.key(certified, "ecdsa -b 256");
        Keygen.certify(authority, certified, "-h", "-n", "127.0.0.1,alias.test", "-z", "7");
        sshd = RealSshd.start(
                shared.resolve("sshd"),
                "HostKey " + hostKey,
                "HostKey " + certified,
                "HostCertificate " + certified + "-cert.pub",
                "PermitTunnel no",
                "MaxStartups 100");
        sshd.authorize(Keygen.publicLine(user));
    }

    @AfterAll
    void stop() {
        sshd.close();
    }

    Path userFile;
    Path systemFile;

    @BeforeEach
    void files() {
        userFile = directory.resolve("known_hosts");
        systemFile = directory.resolve("system");
    }

    /** @param algorithm host key algorithm that the server is asked for */
    record Case(
            Strictness strictness,
            @Nullable String alias,
            @Nullable Path revoked,
            String algorithm) {
        static final String RSA = "rsa-sha2-512";
        static final String CERTIFICATE = "ecdsa-sha2-nistp256-cert-v01@openssh.com";

        static Case of(Strictness strictness) {
            return new Case(strictness, null, null, RSA);
        }
    }

    private String name() {
        return "[127.0.0.1]:" + sshd.port();
    }

    private void known(Path file, String... lines) throws IOException {
        Files.write(file, List.of(lines));
    }

    /** Whether ssh takes the key so that a tunnel could be opened. */
    private boolean forSsh(Case each) throws Exception {
        Path own = directory.resolve("for-ssh");
        Files.deleteIfExists(own);
        if (Files.exists(userFile)) {
            Files.copy(userFile, own);
        }
        List<String> command =
                new ArrayList<>(List.of("ssh", "-F", "none", "-i", user.toString(), "-p", "" + sshd.port()));
        for (String option : List.of(
                "BatchMode=yes",
                "IdentitiesOnly=yes",
                "UserKnownHostsFile=" + own,
                "GlobalKnownHostsFile=" + systemFile,
                "HostKeyAlgorithms=" + each.algorithm(),
                "StrictHostKeyChecking="
                        + switch (each.strictness()) {
                            case STRICT -> "yes";
                            case ASK -> "ask";
                            case ACCEPT_NEW -> "accept-new";
                            case OFF -> "no";
                        })) {
            command.addAll(List.of("-o", option));
        }
        if (each.alias() != null) {
            command.addAll(List.of("-o", "HostKeyAlias=" + each.alias()));
        }
        if (each.revoked() != null) {
            command.addAll(List.of("-o", "RevokedHostKeys=" + each.revoked()));
        }
        // tells whether the key was bad enough to have no tunnel, without a device
        command.addAll(List.of("-o", "ExitOnForwardFailure=yes", "-o", "Tunnel=yes", "127.0.0.1", "echo in"));
        Process ssh = new ProcessBuilder(command).redirectErrorStream(true).start();
        ssh.getOutputStream().close();
        String said = new String(ssh.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        ssh.waitFor();
        return !said.contains("Host key verification failed") && !said.contains("host key check failure");
    }

    private HostTrust trust(Case each, ScriptedPerson person) {
        HostPolicy policy = new HostPolicy(
                HostName.of("127.0.0.1", sshd.port(), each.alias()),
                List.of(userFile),
                List.of(systemFile),
                each.strictness(),
                false,
                Optional.ofNullable(each.revoked()),
                AlgorithmKind.CA_SIGNATURE.proposed(),
                HostPolicy.Update.NO);
        return new HostTrust(policy, "127.0.0.1", person.person(), List.of());
    }

    private SshKey shown(Case each) throws Exception {
        return each.algorithm().equals(Case.CERTIFICATE)
                ? SshKey.parse(
                        Files.readString(shared.resolve("certified-cert.pub")).split(" ", -1)[1])
                : Keygen.publicKey(hostKey);
    }

    /** @return why it is refused; null when it is taken */
    private @Nullable FailureCause both(String what, Case each) throws Exception {
        boolean ssh = forSsh(each);
        // in batch mode ssh answers its own question with no
        Failure refusal = trust(each, new ScriptedPerson(Prompts.Trust.NO)).decide(shown(each));
        assertThat(refusal == null)
                .as(what + ": " + each + ": ssh, and Culvert's " + refusal)
                .isEqualTo(ssh);
        return refusal == null ? null : refusal.cause();
    }

    @Test
    void strictnessAsForSsh() throws Exception {
        for (Strictness strictness : Strictness.values()) {
            Case each = Case.of(strictness);
            boolean takes = strictness == Strictness.ACCEPT_NEW || strictness == Strictness.OFF;
            Files.deleteIfExists(userFile);
            assertThat(both("unknown", each)).isEqualTo(takes ? null : FailureCause.HOST_KEY_UNKNOWN);
            assertThat(Files.exists(userFile)).as("written down").isEqualTo(takes);
            if (takes) {
                assertThat(userFile).hasSameTextualContentAs(directory.resolve("for-ssh"));
            }
            known(userFile, name() + " " + Keygen.publicLine(hostKey));
            assertThat(both("known", each)).isNull();
            known(userFile, name() + " " + Keygen.publicLine(other));
            assertThat(both("changed", each)).isEqualTo(FailureCause.HOST_KEY_CHANGED);
            known(userFile, name() + " " + Keygen.publicLine(hostKey), "@revoked * " + Keygen.publicLine(hostKey));
            assertThat(both("revoked", each)).isEqualTo(FailureCause.HOST_KEY_REVOKED);
        }
    }

    @Test
    void namesAsForSsh() throws Exception {
        Case strict = Case.of(Strictness.STRICT);
        String key = " " + Keygen.publicLine(hostKey);
        List<String> taken =
                List.of(name(), "127.0.0.1", "127.0.0.*", "a.test,127.0.0.?", "[127.0.0.1]:*", "*,!b.test");
        List<String> not = List.of("[127.0.0.1]:1", "*,!" + name(), "127.0.0.2", "![127.0.0.1]:*", "|1|bad|bad");
        for (String names : taken) {
            known(userFile, names + key);
            assertThat(both(names, strict)).as(names).isNull();
        }
        for (String names : not) {
            known(userFile, names + key);
            if (!names.startsWith("*,!")) {
                assertThat(both(names, strict)).as(names).isEqualTo(FailureCause.HOST_KEY_UNKNOWN);
            } else {
                both(names, strict);
            }
        }
        known(userFile, name() + key);
        RealSshd.run("ssh-keygen", "-H", "-f", userFile.toString());
        assertThat(both("hashed", strict)).isNull();
        known(userFile, "# nothing");
        known(systemFile, name() + key);
        assertThat(both("system's file", strict)).isNull();
        known(userFile, name() + " " + Keygen.publicLine(other));
        assertThat(both("another key in the user's file", strict)).isNull();
        Case aliased = new Case(Strictness.STRICT, "alias.test", null, Case.RSA);
        assertThat(both("alias", aliased)).isEqualTo(FailureCause.HOST_KEY_UNKNOWN);
        known(userFile, "alias.test" + key);
        assertThat(both("alias", aliased)).isNull();
    }

    @Test
    void certificatesAsForSsh() throws Exception {
        Case strict = new Case(Strictness.STRICT, null, null, Case.CERTIFICATE);
        String ca = Keygen.publicLine(authority);
        known(userFile, "@cert-authority * " + ca);
        assertThat(both("authority", strict)).isNull();
        known(userFile, "@cert-authority 127.0.0.* " + ca);
        assertThat(both("authority of the host at large", strict)).isNull();
        known(userFile, "@cert-authority *.test " + ca);
        assertThat(both("another host's authority", strict)).isEqualTo(FailureCause.HOST_KEY_UNKNOWN);
        known(userFile, "@cert-authority * " + ca, "@revoked * " + ca);
        assertThat(both("revoked authority", strict)).isEqualTo(FailureCause.HOST_KEY_REVOKED);
        known(userFile, name() + " " + Keygen.publicLine(shared.resolve("certified")));
        assertThat(both("by its key", strict)).isNull();
        known(userFile, "@cert-authority * " + ca);
        assertThat(both("alias", new Case(Strictness.STRICT, "alias.test", null, Case.CERTIFICATE)))
                .isNull();
        assertThat(both("alias", new Case(Strictness.STRICT, "beta.test", null, Case.CERTIFICATE)))
                .isEqualTo(FailureCause.HOST_KEY_UNKNOWN);
    }

    @Test
    void revokedKeysFilesAsForSsh() throws Exception {
        known(userFile, name() + " " + Keygen.publicLine(hostKey), "@cert-authority * " + Keygen.publicLine(authority));
        Path lines = Path.of(hostKey + ".pub");
        Path krl = directory.resolve("krl");
        RealSshd.run("ssh-keygen", "-q", "-k", "-f", krl.toString(), lines.toString());
        Path serials = directory.resolve("serials");
        Path specification = Files.writeString(directory.resolve("specification"), "serial: 7\n");
        RealSshd.run(
                "ssh-keygen", "-q", "-k", "-f", serials.toString(), "-s", authority + ".pub", specification.toString());
        Path harmless = Path.of(other + ".pub");
        for (Strictness strictness : List.of(Strictness.STRICT, Strictness.OFF)) {
            for (Path revoking : List.of(lines, krl)) {
                assertThat(both("file", new Case(strictness, null, revoking, Case.RSA)))
                        .isEqualTo(FailureCause.HOST_KEY_REVOKED);
            }
            assertThat(both("certificate", new Case(strictness, null, serials, Case.CERTIFICATE)))
                    .isEqualTo(FailureCause.HOST_KEY_REVOKED);
            assertThat(both("other", new Case(strictness, null, serials, Case.RSA)))
                    .isNull();
            assertThat(both("other", new Case(strictness, null, harmless, Case.RSA)))
                    .isNull();
            for (String unreadable : Arrays.asList("missing", ".")) {
                assertThat(both("unreadable", new Case(strictness, null, directory.resolve(unreadable), Case.RSA)))
                        .isEqualTo(FailureCause.REVOKED_KEYS_UNREADABLE);
            }
        }
    }
}
