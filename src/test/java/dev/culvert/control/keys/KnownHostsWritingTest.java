package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.culvert.control.keys.KnownHosts.Verdict;
import dev.culvert.ssh.RealSshd;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KnownHostsWritingTest extends KnownHostsFiles {
    @Test
    void sshKeygenFindsWhatWasAdded() throws Exception {
        Path file = directory.resolve("new/.ssh/known_hosts");
        Hosts hosts = hosts(file);
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
        assertThat(hosts.check("two.test", 2222, Keygen.publicKey(rsa))).isInstanceOf(Verdict.Trusted.class);
    }

    private KnownHosts.Verdict.Changed changed(Hosts hosts, String host, SshKey key) throws Exception {
        return (Verdict.Changed) hosts.check(host, 22, key);
    }

    @Test
    void replacesOneHostsKeyAndNothingElse() throws Exception {
        String others = "# caf\u00e9 \n" + line("*.test", rsa) + "\n@revoked " + line("*", rsa) + "\n";
        Path file = directory.resolve("known_hosts");
        String before = others + line("one.test,192.0.2.1", ed25519) + " laptop\n" + line("two.test", ed25519) + "\n"
                + line("ONE.test", ed25519) + "\n";
        Files.writeString(file, before, StandardCharsets.ISO_8859_1);
        Hosts hosts = hosts(file);
        SshKey now = Keygen.publicKey(otherEd25519);
        assertThat(hosts.of("one.test", 22)
                        .mayReplace(changed(hosts, "one.test", now).known()))
                .isTrue();

        Path copy = hosts.of("one.test", 22).replace(now);

        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .isEqualTo(others + "one.test " + now.type() + " " + now.base64() + "\n" + line("192.0.2.1", ed25519)
                        + " laptop\n" + line("two.test", ed25519) + "\n");
        assertThat(Files.readString(copy, StandardCharsets.ISO_8859_1)).isEqualTo(before);
        assertThat(copy).isEqualTo(directory.resolve("known_hosts.old"));
        assertThat(hosts.check("one.test", 22, now)).isInstanceOf(Verdict.Trusted.class);
        assertThat(hosts.check("two.test", 22, now)).isInstanceOf(Verdict.Changed.class);
        assertThat(hosts.check("192.0.2.1", 22, now)).isInstanceOf(Verdict.Changed.class);
    }

    @Test
    void replacesAHashedHostsKeyAndLeavesItHashed() throws Exception {
        Path file = file(line("one.test", ed25519), line("two.test", ed25519));
        RealSshd.run("ssh-keygen", "-H", "-f", file.toString());
        Hosts hosts = hosts(file);
        SshKey now = Keygen.publicKey(otherEd25519);
        assertThat(hosts.of("one.test", 22)
                        .mayReplace(changed(hosts, "one.test", now).known()))
                .isTrue();

        hosts.of("one.test", 22).replace(now);

        assertThat(Files.readString(file)).doesNotContain("one.test");
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(RealSshd.run("ssh-keygen", "-F", "one.test", "-f", file.toString()))
                .contains(now.base64());
        assertThat(hosts.check("two.test", 22, Keygen.publicKey(ed25519))).isInstanceOf(Verdict.Trusted.class);
    }

    @Test
    void aPatternOrAnotherFileIsNotReplaced() throws Exception {
        SshKey now = Keygen.publicKey(otherEd25519);
        Hosts pattern = hosts(file(line("*.test", ed25519)));
        assertThat(pattern.of("one.test", 22)
                        .mayReplace(changed(pattern, "one.test", now).known()))
                .isFalse();
        Path system = Files.writeString(directory.resolve("system"), line("one.test", ed25519) + "\n");
        Hosts both = hosts(directory.resolve("own"), system);
        assertThat(both.of("one.test", 22)
                        .mayReplace(changed(both, "one.test", now).known()))
                .isFalse();
    }

    @Test
    void severalMayAddAtOnce() throws Exception {
        Path file = directory.resolve("known_hosts");
        Hosts hosts = hosts(file);
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
            assertThat(hosts.check("host" + i + ".test", 22, key)).isInstanceOf(Verdict.Trusted.class);
        }
    }

    @Test
    void namesHashedByUsAreFoundBySshKeygen() throws Exception {
        Path file = file("# kept");
        Hosts hosts = new Hosts(List.of(file), Clock.systemUTC(), true);
        hosts.add("one.test", 22, Keygen.publicKey(ed25519));
        hosts.add("one.test", 2222, Keygen.publicKey(rsa));
        assertThat(Files.readString(file)).startsWith("# kept\n|1|").doesNotContain("one.test");
        for (String name : List.of("one.test", "[one.test]:2222")) {
            assertThat(RealSshd.run("ssh-keygen", "-F", name, "-f", file.toString()))
                    .contains(name);
        }
        RealSshd.run("ssh-keygen", "-R", "[one.test]:2222", "-f", file.toString());
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(hosts.check("one.test", 22, Keygen.publicKey(ed25519))).isInstanceOf(Verdict.Trusted.class);
    }

    /** People send what they do not want kept there: UserKnownHostsFile /dev/null. */
    @Test
    void whatIsSentNowhereIsNoError() throws Exception {
        hosts(Path.of("/dev/null")).add("one.test", 22, Keygen.publicKey(ed25519));
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    /** Opening a pipe for writing blocks until somebody reads. */
    @Test
    void aPipeIsNotOpened() throws Exception {
        Path pipe = directory.resolve("pipe");
        RealSshd.run("mkfifo", pipe.toString());
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThatThrownBy(() -> new KnownHostsFile(pipe).append("one.test"))
                    .hasMessageContaining("regular");
            assertThatThrownBy(() -> new KnownHostsFile(pipe).edit(lines -> List.of()))
                    .hasMessageContaining("regular");
        });
    }

    /** A program that stopped with the lock must not hold up a login for good. */
    @Test
    void aLockIsWaitedForWithPatience() throws Exception {
        Path file = file("# first");
        Process other = process(Holder.class, file.toString());
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");
            KnownHostsFile ours = new KnownHostsFile(file, Duration.ofMillis(100));
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                assertThatThrownBy(() -> ours.append("one.test")).hasMessageContaining("locked");
                assertThatThrownBy(() -> ours.edit(lines -> List.of())).hasMessageContaining("locked");
            });
            assertThat(Files.readAllLines(file)).containsExactly("# first");
            other.outputWriter().close();
            assertThat(other.waitFor()).isZero();
            ours.append("one.test");
            assertThat(Files.readAllLines(file)).containsExactly("# first", "one.test");
        } finally {
            other.destroyForcibly();
        }
    }

    /** Locks a file until its standard input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                channel.lock();
                System.out.println("locked");
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    /** ssh and ssh-keygen know no lock. */
    @Test
    void whatSshAppendsOrPutsInPlaceMeanwhileIsKept() throws Exception {
        Path file = file(line("one.test", ed25519), line("two.test", ed25519));
        AtomicInteger calls = new AtomicInteger();
        new KnownHostsFile(file).edit(lines -> {
            try {
                switch (calls.incrementAndGet()) {
                    case 1 -> Files.writeString(file, line("ssh.test", rsa) + "\n", StandardOpenOption.APPEND);
                    case 2 -> RealSshd.run("ssh-keygen", "-R", "two.test", "-f", file.toString());
                    default -> {}
                }
                return lines.stream()
                        .map(each -> each.replace("one.test", "uno.test"))
                        .toList();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(Files.readAllLines(file)).containsExactly(line("uno.test", ed25519), line("ssh.test", rsa));
        assertThat(calls.get()).isEqualTo(3);
    }

    /** Another process adds and replaces with this one: each change is made with the lock of the file that has the name then. */
    @Test
    void severalProcessesAddAndReplaceAtOnce() throws Exception {
        Path file = file("# first");
        Process other = process(Writer.class, "other", file.toString(), shared.toString());
        writeMany("own", file);
        assertThat(other.waitFor())
                .as(new String(other.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).startsWith("# first");
        for (String who : List.of("own", "other")) {
            for (int i = 0; i < WRITES; i++) {
                String start = who + i + ".test ";
                assertThat(lines)
                        .filteredOn(line -> line.startsWith(start))
                        .as(start)
                        .hasSize(1);
            }
        }
    }

    private static final int WRITES = 40;

    private static Process process(Class<?> main, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    /** Adds hosts, and replaces the key of each once. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            shared = Path.of(arguments[2]);
            ed25519 = shared.resolve("ed25519");
            rsa = shared.resolve("rsa");
            writeMany(arguments[0], Path.of(arguments[1]));
        }
    }

    private static void writeMany(String who, Path file) throws Exception {
        Hosts hosts = new Hosts(List.of(file), Clock.systemUTC(), false);
        for (int i = 0; i < WRITES; i++) {
            KnownHosts host = hosts.of(who + i + ".test", 22);
            host.add(Keygen.publicKey(ed25519));
            host.replace(Keygen.publicKey(rsa));
        }
    }
}
