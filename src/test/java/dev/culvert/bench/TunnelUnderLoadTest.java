package dev.culvert.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Lab;
import dev.culvert.lab.ServerKind;
import dev.culvert.lab.SshServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sustained traffic through one tunnel; {@code src/dev/traffic} does the same for 20 GB. */
@Tag("lab")
class TunnelUnderLoadTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource
    void carriesLongTrafficAndStrayPackets(ServerKind server) {
        assertThat(new Traffic(server, 200_000_000, 10_000).run()).isEmpty();
    }

    /**
     * sshd asks for new keys after each megabyte, which stops channel data each time (RFC 4253 §9). One cipher goes the session's own
     * way, one MINA's.
     */
    @ParameterizedTest
    @ValueSource(strings = {"aes128-gcm@openssh.com", "aes128-ctr"})
    void losesNoPacketWhileSshdAsksForNewKeys(String cipher) {
        try (Lab lab = Lab.start()) {
            SshServer sshd = lab.sshd("RekeyLimit 1M", "Ciphers " + cipher);
            Contender tunnel = Contender.culvert(lab, sshd, 6);
            // The devices' queues hold what comes during an exchange.
            lab.client()
                    .run("ip", "link", "set", tunnel.clientDevice(), "txqueuelen", "20000")
                    .ok();
            lab.server()
                    .run("ip", "link", "set", tunnel.serverDevice(), "txqueuelen", "20000")
                    .ok();
            Counts before = Counts.settled(lab, tunnel);
            assertThat(tunnel.iperf().udp(4, 10, "-l", "1200").bytes()).isPositive();
            assertThat(tunnel.iperf().udp(4, 10, "-l", "1200", "-R").bytes()).isPositive();
            assertThat(tunnel.iperf().up(2).bytes()).isGreaterThan(2_000_000);
            Counts after = Counts.settled(lab, tunnel);
            assertThat(after.arrivedThere - before.arrivedThere)
                    .as("up")
                    .isEqualTo(after.sentHere - before.sentHere)
                    .isGreaterThan(5000);
            assertThat(after.arrivedHere - before.arrivedHere)
                    .as("down")
                    .isEqualTo(after.sentThere - before.sentThere)
                    .isGreaterThan(4000);
            assertThat(tunnel.isAlive()).isTrue();
        }
    }

    /** Packets as the devices at both ends count them, less the probes that Culvert sends beside its device: echoes, on the server alone. */
    private record Counts(long sentHere, long arrivedThere, long sentThere, long arrivedHere) {
        /** When nothing is on the way. */
        static Counts settled(Lab lab, Contender tunnel) {
            AtomicReference<Counts> last = new AtomicReference<>(now(lab, tunnel));
            Await.until("no packet on the way", TIMEOUT, () -> {
                Counts now = now(lab, tunnel);
                return now.equals(last.getAndSet(now));
            });
            return last.get();
        }

        private static Counts now(Lab lab, Contender tunnel) {
            return new Counts(
                    lab.client().counter(tunnel.clientDevice(), "tx_packets"),
                    lab.server().counter(tunnel.serverDevice(), "rx_packets") - icmp(lab, "InEchos"),
                    lab.server().counter(tunnel.serverDevice(), "tx_packets") - icmp(lab, "OutEchoReps"),
                    lab.client().counter(tunnel.clientDevice(), "rx_packets"));
        }

        /** Of /proc/net/snmp on the server: a line of names, then a line of values. */
        private static long icmp(Lab lab, String name) {
            List<List<String>> lines = lab.server()
                    .run("cat", "/proc/net/snmp")
                    .ok()
                    .out()
                    .lines()
                    .filter(line -> line.startsWith("Icmp:"))
                    .map(line -> List.of(line.split(" ", -1)))
                    .toList();
            return Long.parseLong(lines.get(1).get(lines.get(0).indexOf(name)));
        }
    }
}
