package dev.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lab itself, before anything is trusted to it. */
@Tag("lab")
class LabTest {
    @Test
    void joinsTwoMachines() {
        try (Lab lab = Lab.start()) {
            assertThat(lab.client().interfaces()).containsExactly("lo", "vc");
            assertThat(lab.client().pings(Lab.SERVER4, 3)).isTrue();
            assertThat(lab.server().pings(Lab.CLIENT6, 3)).isTrue();
            assertThat(lab.client().pings("10.77.0.9", 1)).isFalse();
        }
    }

    @Test
    void runsStockSshWithItsOwnUsers() {
        try (Lab lab = Lab.start()) {
            SshServer sshd = lab.sshd();
            SshServer other = lab.sshd("PermitTunnel no", "Match User ann", "ForceCommand echo forced");
            assertThat(ssh(lab, sshd, "ann@" + Lab.SERVER4, "id -un").ok().out())
                    .isEqualTo("ann\n");
            assertThat(ssh(lab, sshd, "sue@" + Lab.SERVER6, "sudo -n id -un")
                            .ok()
                            .out())
                    .isEqualTo("root\n");
            assertThat(ssh(lab, other, "ann@" + Lab.SERVER4, "id -un").ok().out())
                    .isEqualTo("forced\n");
        }
    }

    @Test
    void measuresWithIperf() {
        try (Lab lab = Lab.start()) {
            Iperf iperf = new Iperf(lab.client(), lab.server(), Lab.SERVER4);
            assertThat(iperf.up(1).megabitsPerSecond()).isGreaterThan(50);
            assertThat(iperf.udp(1, 10).bytes()).isGreaterThan(1_000_000);
        }
    }

    @Test
    void snapshotShowsEveryKindOfChange() {
        try (Lab lab = Lab.start()) {
            String before = lab.client().snapshot();
            for (List<String> change : List.of(
                    List.of("ip addr add 10.9.9.9/32 dev lo", "ip addr del 10.9.9.9/32 dev lo"),
                    List.of("ip route add unreachable 10.9.0.0/16", "ip route del unreachable 10.9.0.0/16"),
                    List.of("ip -6 rule add pref 5 table 7", "ip -6 rule del pref 5"),
                    List.of("nft add table inet culvert", "nft delete table inet culvert"),
                    List.of("echo 1 >/proc/sys/net/ipv4/ip_forward", "echo 0 >/proc/sys/net/ipv4/ip_forward"))) {
                lab.client().run("sh", "-c", change.get(0)).ok();
                assertThat(lab.client().snapshot()).as(change.get(0)).isNotEqualTo(before);
                lab.client().run("sh", "-c", change.get(1)).ok();
                assertThat(lab.client().snapshot()).as(change.get(1)).isEqualTo(before);
            }
        }
    }

    @Test
    void leavesNothingBehind() {
        Lab lab = Lab.start();
        Path namespace = Path.of("/run/netns", lab.client().name());
        long pid = lab.client().start("sleep", "1000").pid();
        assertThat(namespace).exists();
        lab.close();
        assertThat(namespace).doesNotExist();
        assertThat(lab.dir()).doesNotExist();
        Await.until(
                "its process gone",
                Duration.ofSeconds(20),
                () -> ProcessHandle.of(pid).isEmpty());
    }

    /** Another JVM starts a lab and is killed as nobody can catch. */
    @Test
    void removedEvenWhenTheJvmIsKilled() throws IOException {
        Path out = Files.createTempFile("culvert-killed-", ".out");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsLabAndWaits.class.getName())
                .redirectOutput(out.toFile())
                .start();
        try {
            Await.until(
                    "a lab in the other JVM",
                    Duration.ofSeconds(30),
                    () -> read(out).endsWith("\n"));
        } finally {
            jvm.destroyForcibly();
        }
        List<String> said = List.of(read(out).strip().split(" "));
        Files.delete(out);
        Path namespace = Path.of("/run/netns", said.get(0));
        long pid = Long.parseLong(said.get(1));
        Await.until("namespace gone", Duration.ofSeconds(20), () -> !Files.exists(namespace));
        Await.until(
                "its process gone",
                Duration.ofSeconds(20),
                () -> ProcessHandle.of(pid).isEmpty());
    }

    static final class StartsLabAndWaits {
        public static void main(String[] arguments) throws InterruptedException {
            Lab lab = Lab.start();
            long pid = lab.client().start("sleep", "1000").pid();
            System.out.println(lab.client().name() + " " + pid);
            Thread.currentThread().join();
        }
    }

    private static Ran ssh(Lab lab, SshServer sshd, String who, String command) {
        return lab.client()
                .run(
                        "ssh",
                        "-F",
                        "none",
                        "-p",
                        "" + sshd.port(),
                        "-i",
                        lab.home().resolve(".ssh/id_ed25519").toString(),
                        "-o",
                        "UserKnownHostsFile=" + lab.home().resolve(".ssh/known_hosts"),
                        "-o",
                        "BatchMode=yes",
                        who,
                        command);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
