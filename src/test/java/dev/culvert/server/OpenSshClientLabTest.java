package dev.culvert.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Ran;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** OpenSSH's own client, which knows nothing of Culvert, against the embedded server. */
@Tag("lab")
class OpenSshClientLabTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private Lab lab;

    @BeforeEach
    void start() {
        lab = Lab.start();
    }

    @AfterEach
    void end() {
        lab.close();
    }

    @Test
    void pingsThePeerInMemoryOverTun() throws IOException {
        LabServer.start(lab, PermitTunnel.POINT_TO_POINT, "10.78.0.2", "fd78::2");
        try (Background ssh = tunnel("point-to-point", "5:any")) {
            up("tun5", "10.78.0.1/24", "fd78::1/64", ssh);
            assertThat(lab.client().pings("10.78.0.2", 20)).isTrue();
            assertThat(lab.client().pings("fd78::2", 20)).isTrue();
            assertThat(lab.client().pings("10.78.0.3", 1)).isFalse();
            Ran large = lab.client().run("ping", "-c3", "-i0.1", "-w5", "-s", "1472", "-M", "do", "10.78.0.2");
            large.ok();
        }
    }

    @Test
    void pingsThePeerInMemoryOverTap() throws IOException {
        LabServer.start(lab, PermitTunnel.ETHERNET, "10.78.0.2", "fd78::2");
        try (Background ssh = tunnel("ethernet", "5:any")) {
            up("tap5", "10.78.0.1/24", "fd78::1/64", ssh);
            assertThat(lab.client().pings("10.78.0.2", 20)).isTrue();
            assertThat(lab.client().pings("fd78::2", 20)).isTrue();
            assertThat(lab.client()
                            .run("ip", "neigh", "show", "dev", "tap5")
                            .ok()
                            .out())
                    .contains("10.78.0.2 lladdr 02:63:")
                    .contains("fd78::2 lladdr 02:63:");
        }
    }

    @Test
    void peerDefendsItsAddressAgainstDuplicates() throws IOException {
        LabServer.start(lab, PermitTunnel.YES, "fd78::2");
        try (Background ssh = tunnel("ethernet", "5:any")) {
            up("tap5", "10.78.0.1/24", "fd78::1/64", ssh);
            lab.client().run("ip", "addr", "add", "fd78::2/64", "dev", "tap5").ok();
            Await.until(
                    "fd78::2 found to be a duplicate",
                    SOON,
                    () -> lab.client()
                            .run("ip", "addr", "show", "dev", "tap5", "dadfailed")
                            .out()
                            .contains("fd78::2"));
        }
    }

    @Test
    void tellsACommandItsDevices() throws IOException {
        LabServer.start(lab, PermitTunnel.YES, "10.78.0.2");
        try (Background ssh = lab.client().start(ssh("point-to-point", "5:any", "echo over $SSH_TUNNEL"))) {
            ssh.awaitText("over tun0\n", SOON);
        }
    }

    @Test
    void refusesAsSshdDoes() throws IOException {
        LabServer.start(lab, PermitTunnel.ETHERNET, "10.78.0.2");
        assertThat(refusal("point-to-point", "5:any"))
                .contains("Remote: Server has rejected tunnel device forwarding")
                .contains("channel 0: open failed: connect failed: open failed");
    }

    @Test
    void twoKernelsOverDevicesOfTheSystem() throws IOException {
        LabServer.start(lab, PermitTunnel.YES);
        try (Background ssh = tunnel("point-to-point", "5:7")) {
            up("tun5", "10.78.0.1/24", "fd78::1/64", ssh);
            lab.server().run("ip", "addr", "add", "10.78.0.2/24", "dev", "tun7").ok();
            lab.server().run("ip", "link", "set", "tun7", "up").ok();
            assertThat(lab.client().pings("10.78.0.2", 20)).isTrue();
            assertThat(lab.server().pings("10.78.0.1", 20)).isTrue();
        }
        Await.until("tun7 gone", SOON, () -> !lab.server().interfaces().contains("tun7"));
    }

    @Test
    void refusesANameThatIsTaken() throws IOException {
        LabServer.start(lab, PermitTunnel.YES);
        lab.server().run("ip", "tuntap", "add", "dev", "tun7", "mode", "tun").ok();
        assertThat(refusal("point-to-point", "5:7"))
                .contains("Remote: Failed to open the tunnel device.")
                .contains("channel 0: open failed: connect failed: open failed");
    }

    private String refusal(String kind, String units) {
        return lab.client().run(ssh(kind, units, "exit 0")).err();
    }

    private Background tunnel(String kind, String units) {
        return lab.client().start(ssh(kind, units, "echo ready; cat; sleep 1000"));
    }

    private String[] ssh(String kind, String units, String command) {
        return new String[] {
            "ssh",
            "-v",
            "-F",
            "none",
            "-T",
            "-o",
            "Tunnel=" + kind,
            "-o",
            "TunnelDevice=" + units,
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "ServerAliveInterval=1",
            "-o",
            "ServerAliveCountMax=3",
            "-i",
            lab.home().resolve(".ssh/id_ed25519").toString(),
            "-p",
            Integer.toString(LabServer.PORT),
            "root@" + Lab.SERVER4,
            command
        };
    }

    private void up(String device, String address4, String address6, Background ssh) {
        ssh.awaitText("ready", SOON);
        lab.client().run("ip", "addr", "add", address4, "dev", device).ok();
        lab.client().run("ip", "addr", "add", address6, "dev", device).ok();
        lab.client().run("ip", "link", "set", device, "up").ok();
        Await.until(
                address6 + " usable",
                SOON,
                () -> !lab.client()
                        .run("ip", "-6", "addr", "show", "dev", device)
                        .ok()
                        .out()
                        .contains("tentative"));
    }
}
