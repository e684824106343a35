package dev.culvert.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.SshServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sustained traffic through one tunnel to stock sshd; {@code src/dev/traffic} does the same for 20 GB. */
@Tag("lab")
class TunnelUnderLoadTest {
    private static final String CIPHER = "aes128-gcm@openssh.com";

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
            long sentBefore = lab.client().counter(tunnel.clientDevice(), "tx_packets");
            long arrivedBefore = lab.server().counter("tun6", "rx_packets");
            // slower than sshd, so that no queue of the kernel's on the way has a reason to drop
            assertThat(tunnel.iperf().udp(5, 40, "-l", "1200").lostPercent()).isZero();
            assertThat(tunnel.iperf().udp(5, 40, "-l", "1200", "-R").lostPercent()).isZero();
            assertThat(tunnel.iperf().up(2).bytes()).isGreaterThan(10_000_000);
            assertThat(tunnel.iperf().down(2).bytes()).isGreaterThan(10_000_000);
            assertThat(tunnel.process().isAlive()).isTrue();
            assertThat(lab.server().counter("tun6", "rx_packets") - arrivedBefore)
                    .isEqualTo(lab.client().counter(tunnel.clientDevice(), "tx_packets") - sentBefore);
        }
    }
}
