package dev.culvert.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Lab;
import dev.culvert.lab.SshServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sustained traffic through one tunnel to stock sshd; {@code src/dev/traffic} does the same for 20 GB. */
@Tag("lab")
class TunnelUnderLoadTest {
    private static final String CIPHER = "aes128-gcm@openssh.com";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Test
    void carriesLongTrafficAndStrayPackets() {
        assertThat(new Traffic(200_000_000, 10_000, CIPHER).run()).isEmpty();
    }

    /** sshd asks for new keys after each megabyte, which stops channel data each time (RFC 4253 §9). */
    @Test
    void losesNoPacketWhileSshdAsksForNewKeys() {
        try (Lab lab = Lab.start()) {
            SshServer sshd = lab.sshd("RekeyLimit 1M");
            Contender tunnel = Contender.culvert(lab, sshd, 6, CIPHER);
            String device = tunnel.clientDevice();
            // The devices' queues hold what comes during an exchange.
            lab.client().run("ip", "link", "set", device, "txqueuelen", "20000").ok();
            lab.server().run("ip", "link", "set", "tun6", "txqueuelen", "20000").ok();
            assertThat(tunnel.iperf().udp(4, 10, "-l", "1200").bytes()).isPositive();
            assertThat(tunnel.iperf().udp(4, 10, "-l", "1200", "-R").bytes()).isPositive();
            assertThat(tunnel.iperf().up(2).bytes()).isGreaterThan(2_000_000);
            Await.until(
                    "all that was sent has arrived",
                    TIMEOUT,
                    () -> lab.client().counter(device, "tx_packets")
                                    == lab.server().counter("tun6", "rx_packets")
                            && lab.server().counter("tun6", "tx_packets")
                                    == lab.client().counter(device, "rx_packets"));
            assertThat(lab.client().counter(device, "tx_bytes")).isGreaterThan(6_000_000);
            assertThat(tunnel.process().isAlive()).isTrue();
        }
    }
}
