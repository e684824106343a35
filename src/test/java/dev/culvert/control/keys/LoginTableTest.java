package dev.culvert.control.keys;

import dev.culvert.control.keys.LoginTrial.Verdict;
import dev.culvert.ssh.RealSshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way to log in, tried with the machine's {@code ssh} and with this program's two sides at the same servers: the verdict is
 * the same, and the one that is meant. Leaves the table in target/login-table.txt, which src/dev/test prints.
 */
class LoginTableTest {
    private static final String PASSPHRASE = "open sesame";
    private static final List<String> TYPES =
            List.of("ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048");
    private static final List<String> FORMATS = List.of("OpenSSH", "PEM", "PKCS8", "PuTTY 2", "PuTTY 3");
    private static final String USUAL = "MaxStartups 100";

    @TempDir
    Path directory;

    private final LoginTable table = new LoginTable();

    @Test
    void sshAndCulvertComeToTheSameVerdict() throws Exception {
        Path authority = Keygen.key(directory.resolve("ca"));
        Path revoked = Files.createFile(directory.resolve("revoked"));
        try (table;
                RealSshd keys = RealSshd.start(directory.resolve("keys"), USUAL);
                RealSshd certificates = RealSshd.start(
                        directory.resolve("certificates"),
                        USUAL,
                        "TrustedUserCAKeys " + authority + ".pub",
                        "RevokedKeys " + revoked);
                RealSshd twoKeys =
                        RealSshd.start(directory.resolve("two"), USUAL, "AuthenticationMethods publickey,publickey");
                AskingServers asking = AskingServers.start();
                RealAgent agent = RealAgent.start(Files.createDirectory(directory.resolve("an agent")))) {
            know(asking, keys, certificates, twoKeys);
            certificates.authorize();
            List<String> lines = new ArrayList<>();
            for (String type : TYPES) {
                Path key = Keygen.key(file(type), type);
                lines.add(Keygen.publicLine(key));
                Keygen.certify(authority, key, "-n", keys.user(), "-V", "-1h:+1h");
                agent.add("-q", "-k", key.toString());
            }
            lines.addAll(special(keys));
            keys.authorize(lines.toArray(String[]::new));
            twoKeys.authorize(lines.toArray(String[]::new));
            for (String type : TYPES) {
                inFiles(name(type), keys, certificates);
                inTheAgent(name(type), keys, certificates, agent);
            }
            badCertificates(authority, revoked, certificates);
            Path first = file("ed25519");
            table.row(
                    "two keys, one after the other",
                    "two",
                    "OpenSSH",
                    Verdict.ACCEPTED,
                    () -> at(twoKeys, first).alsoBy(file("ecdsa -b 256")));
            table.row("one key where two are wanted", "ed25519", "OpenSSH", Verdict.REFUSED, () -> at(twoKeys, first));
            configured(keys, certificates, agent);
            asking.rows(table, directory, first);
            table.finish(Path.of("target", "login-table.txt"));
        }
    }

    private static String name(String type) {
        return type.replace(" -b ", "-");
    }

    private Path file(String type) {
        return directory.resolve("id-" + name(type));
    }

    private void know(AskingServers asking, RealSshd... servers) throws Exception {
        List<String> known = new ArrayList<>(asking.knownHosts());
        for (RealSshd each : servers) {
            known.add("[127.0.0.1]:%d %s"
                    .formatted(each.port(), Keygen.publicLine(each.directory().resolve("host_key"))));
        }
        Files.write(Files.createDirectories(directory.resolve(".ssh")).resolve("known_hosts"), known);
    }

    private LoginTrial at(RealSshd sshd, Path key) {
        return new LoginTrial(
                directory,
                sshd.port(),
                sshd.user(),
                List.of("publickey"),
                List.of(key),
                List.of(key),
                Optional.empty(),
                List.of());
    }

    /** @return lines of authorized_keys */
    private List<String> special(RealSshd keys) throws Exception {
        Path elsewhere = Keygen.key(directory.resolve("elsewhere"));
        Path here = Keygen.key(directory.resolve("here"));
        Path small = Keygen.key(directory.resolve("small"), "rsa -b 1024");
        Path dsa = Keygen.key(directory.resolve("dsa"), "dsa");
        Path stranger = Keygen.key(directory.resolve("stranger"));
        Path locked = Keygen.key(directory.resolve("locked"), "ed25519", "-a", "1", "-N", PASSPHRASE);
        Path hidden = Keygen.key(directory.resolve("hidden"), "rsa -b 2048", "-m", "PEM", "-N", PASSPHRASE);
        Path open = Keygen.key(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        List<String> lines = List.of(
                "from=\"192.0.2.0/24\" " + Keygen.publicLine(elsewhere),
                "from=\"127.0.0.1\" " + Keygen.publicLine(here),
                Keygen.publicLine(small),
                Keygen.publicLine(dsa),
                Keygen.publicLine(locked),
                Keygen.publicLine(hidden),
                Keygen.publicLine(open));
        Files.delete(Path.of(hidden + ".pub"));
        table.row("key, from= another address", "ed25519", "OpenSSH", Verdict.REFUSED, () -> at(keys, elsewhere));
        table.row("key, from= this address", "ed25519", "OpenSSH", Verdict.ACCEPTED, () -> at(keys, here));
        table.row("key", "rsa-1024", "OpenSSH", Verdict.ACCEPTED, () -> at(keys, small));
        table.row("key", "dsa", "OpenSSH", Verdict.REFUSED, () -> at(keys, dsa));
        table.row("wrong key", "ed25519", "OpenSSH", Verdict.REFUSED, () -> at(keys, stranger));
        table.row("key that others can read", "ed25519", "OpenSSH", Verdict.REFUSED, () -> at(keys, open));
        table.row(
                "key, wrong passphrase",
                "ed25519",
                "OpenSSH, encrypted",
                Verdict.REFUSED,
                () -> at(keys, locked).saying("wrong"));
        table.row(
                "key without its .pub",
                "rsa-2048",
                "PEM, encrypted",
                Verdict.ACCEPTED,
                () -> at(keys, hidden).saying(PASSPHRASE));
        return lines;
    }

    private void inFiles(String type, RealSshd keys, RealSshd certificates) {
        for (String format : FORMATS) {
            if (type.equals("ed25519") && format.matches("PEM|PKCS8")) {
                continue; // ssh-keygen writes none, and OpenSSH before 9.6 reads none: KeyFileTest has it
            }
            for (String passphrase : List.of("", PASSPHRASE)) {
                String sshFormat = format.startsWith("PuTTY") ? "OpenSSH" : format;
                String locked = passphrase.isEmpty() ? "" : ", encrypted";
                String[] said = passphrase.isEmpty() ? new String[0] : new String[] {passphrase};
                table.row(
                        "key",
                        type,
                        format + locked,
                        sshFormat + locked,
                        Verdict.ACCEPTED,
                        () -> at(keys, converted(type, format, passphrase))
                                .bySshWith(converted(type, sshFormat, passphrase))
                                .saying(said));
                table.row(
                        "certificate beside its key",
                        type,
                        format + locked,
                        sshFormat + locked,
                        Verdict.ACCEPTED,
                        () -> at(certificates, certified(type, format, passphrase))
                                .bySshWith(certified(type, sshFormat, passphrase))
                                .saying(said));
            }
        }
    }

    private void inTheAgent(String type, RealSshd keys, RealSshd certificates, RealAgent agent) throws IOException {
        // the agent has the key, and files only what is public of it
        Path plain = Files.createDirectory(directory.resolve(type + "-public")).resolve("id");
        Path certified =
                Files.createDirectory(directory.resolve(type + "-certified")).resolve("id");
        for (Path each : List.of(plain, certified)) {
            Files.copy(Path.of(file(type) + ".pub"), Path.of(each + ".pub"));
        }
        Files.copy(Path.of(file(type) + "-cert.pub"), Path.of(certified + "-cert.pub"));
        table.row(
                "key in the agent",
                type,
                "",
                Verdict.ACCEPTED,
                () -> at(keys, plain).withAgent(agent.socket()));
        table.row(
                "wrong key in the agent",
                type,
                "",
                Verdict.REFUSED,
                () -> at(certificates, plain).withAgent(agent.socket()));
        table.row(
                "certificate, its key in the agent",
                type,
                "",
                Verdict.ACCEPTED,
                () -> at(certificates, certified).withAgent(agent.socket()));
    }

    private void badCertificates(Path authority, Path revoked, RealSshd server) throws Exception {
        Path expired = Keygen.key(directory.resolve("expired"));
        Keygen.certify(authority, expired, "-n", server.user(), "-V", "20200101:20200102");
        Path another = Keygen.key(directory.resolve("another"));
        Keygen.certify(authority, another, "-n", "somebody-else", "-V", "-1h:+1h");
        Path withdrawn = Keygen.key(directory.resolve("withdrawn"));
        Keygen.certify(authority, withdrawn, "-n", server.user(), "-V", "-1h:+1h");
        Files.writeString(revoked, Keygen.publicLine(withdrawn) + "\n");
        table.row("expired certificate", "ed25519", "OpenSSH", Verdict.REFUSED, () -> at(server, expired));
        table.row("certificate of another principal", "ed25519", "OpenSSH", Verdict.REFUSED, () -> at(server, another));
        table.row("revoked certificate", "ed25519", "OpenSSH", Verdict.REFUSED, () -> at(server, withdrawn));
    }

    /** What ssh_config says of agents and certificates. The agent holds all keys, and nothing else names them. */
    private void configured(RealSshd keys, RealSshd certificates, RealAgent agent) throws Exception {
        Path other = Keygen.key(directory.resolve("other"));
        String socket = "IdentityFile none\nIdentityAgent \"" + agent.socket() + "\"\n";
        configured(
                "CertificateFile, its key in the agent",
                certificates,
                agent,
                Verdict.ACCEPTED,
                socket + "CertificateFile " + file("ed25519") + "-cert.pub\n");
        configured(
                "CertificateFile, its key nowhere",
                certificates,
                agent,
                Verdict.REFUSED,
                "IdentityFile none\nIdentityAgent none\nCertificateFile " + file("ed25519") + "-cert.pub\n");
        configured("IdentityAgent", keys, agent, Verdict.ACCEPTED, socket);
        configured(
                "IdentityAgent SSH_AUTH_SOCK",
                keys,
                agent,
                Verdict.ACCEPTED,
                "IdentityFile none\nIdentityAgent SSH_AUTH_SOCK\n");
        configured(
                "IdentityAgent $SSH_AUTH_SOCK",
                keys,
                agent,
                Verdict.ACCEPTED,
                "IdentityFile none\nIdentityAgent $SSH_AUTH_SOCK\n");
        configured("IdentityAgent none", keys, agent, Verdict.REFUSED, "IdentityFile none\nIdentityAgent none\n");
        configured(
                "IdentitiesOnly with another key",
                keys,
                agent,
                Verdict.REFUSED,
                "IdentitiesOnly yes\nIdentityFile " + other + "\n");
        configured(
                "IdentitiesOnly with the agent's key",
                keys,
                agent,
                Verdict.ACCEPTED,
                "IdentitiesOnly yes\nIdentityFile " + file("ed25519") + ".pub\n");
    }

    private void configured(String method, RealSshd sshd, RealAgent agent, Verdict expected, String config)
            throws IOException {
        Path home = Files.createTempDirectory(directory, "home");
        Files.createDirectory(home.resolve(".ssh"));
        Files.copy(directory.resolve(".ssh/known_hosts"), home.resolve(".ssh/known_hosts"));
        Files.writeString(home.resolve(".ssh/config"), config);
        table.row(
                method,
                "ed25519",
                "",
                expected,
                () -> new LoginTrial(
                                home,
                                sshd.port(),
                                sshd.user(),
                                List.of("publickey"),
                                List.of(),
                                List.of(),
                                Optional.empty(),
                                List.of())
                        .withAgent(agent.socket()));
    }

    /** The key of that type in another format, its public part beside it; by ssh-keygen or puttygen. */
    private synchronized Path converted(String type, String format, String passphrase) throws Exception {
        Path to = directory.resolve(String.join("-", type, format, passphrase).replace(' ', '_'));
        if (Files.exists(to)) {
            return to;
        }
        Path key = file(type);
        if (format.startsWith("PuTTY")) {
            return Keygen.putty(key, to, Integer.parseInt(format.substring(6)), passphrase);
        }
        Files.copy(key, to);
        Files.copy(Path.of(key + ".pub"), Path.of(to + ".pub"));
        List<String> command =
                new ArrayList<>(List.of("ssh-keygen", "-q", "-p", "-a", "1", "-P", "", "-N", passphrase));
        if (!format.equals("OpenSSH")) {
            command.addAll(List.of("-m", format));
        }
        command.addAll(List.of("-f", to.toString()));
        RealSshd.run(command.toArray(String[]::new));
        return to;
    }

    /** The same, with a certificate beside it. */
    private synchronized Path certified(String type, String format, String passphrase) throws Exception {
        Path key = converted(type, format, passphrase);
        Path to = Path.of(key + "-certified");
        if (!Files.exists(to)) {
            Files.copy(key, to, StandardCopyOption.COPY_ATTRIBUTES);
            Files.copy(Path.of(file(type) + ".pub"), Path.of(to + ".pub"));
            Files.copy(Path.of(file(type) + "-cert.pub"), Path.of(to + "-cert.pub"));
        }
        return to;
    }
}
