package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import dev.culvert.lab.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that only another host reaches, through that host as jump host and as SOCKS proxy, with every route and the kill switch. */
@Tag("lab")
class ViaTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String FAR = "10.99.0.2";
    private static final String SOCKS = "1080";

    @Test
    void aTunnelThroughAnotherHostComesBackAndItsConnectionStaysOutside() throws IOException {
        try (Lab lab = Lab.start()) {
            SshServer jump = lab.sshd();
            SshServer far = lab.sshd();
            try (Background machine = thirdMachine(lab);
                    Background sshd = lab.server()
                            .start(
                                    "nsenter",
                                    "-t",
                                    Long.toString(machine.pid()),
                                    "-n",
                                    "unshare",
                                    "-m",
                                    "sh",
                                    "-c",
                                    // /sys shows the network of whoever mounted it
                                    "mount -t sysfs far /sys && exec /usr/sbin/sshd -D -f sshd_config-1 -E far.log")) {
                assertThat(sshd.isAlive()).isTrue();
                Files.writeString(
                        lab.home().resolve(".ssh/known_hosts"),
                        "[%s]:%d %s\n".formatted(FAR, far.port(), Files.readString(Path.of(far.hostKey() + ".pub"))),
                        StandardOpenOption.APPEND);
                LabProfile all = lab.profile("far", far)
                        .with("/server/host", "\"" + FAR + "\"")
                        .with("/network/routes", "[\"default\"]")
                        .with("/network/killSwitch", "true")
                        .with("/keepalive", "{\"interval\": \"1s\", \"missed\": 2}")
                        .with("/reconnect", "{\"maxDelay\": \"1s\"}");

                String host = "root@" + Lab.SERVER4 + ":" + jump.port();
                lab.culvert("up", all.with("/server/jump", "[\"" + host + "\"]").file())
                        .ok();
                assertThat(Status.of(lab, "far").json().path("via").toString())
                        .isEqualTo("[{\"kind\":\"host\",\"name\":\"" + host + "\"}]");
                carries(lab, jump.port());
                Processes.killSshdSessions(lab);
                Await.until(
                        "dialled again",
                        SOON,
                        () -> Status.of(lab, "far").state().equals("connected")
                                && lab.client().pings(LabProfile.THERE4, 2));
                carries(lab, jump.port());
                lab.culvert("down", "far").ok();
                assertThat(lab.client().interfaces()).containsExactly("lo", "vc");

                // OpenSSH's own SOCKS server
                try (Background socks = lab.server()
                        .start(
                                "ssh",
                                "-N",
                                "-D",
                                Lab.SERVER4 + ":" + SOCKS,
                                "-o",
                                "StrictHostKeyChecking=no",
                                "-o",
                                "UserKnownHostsFile=/dev/null",
                                "-i",
                                lab.home().resolve(".ssh/id_ed25519").toString(),
                                "-p",
                                "" + jump.port(),
                                "127.0.0.1")) {
                    Await.until(
                            "the proxy listens",
                            SOON,
                            () -> lab.server().run("ss", "-Hltn").out().contains(":" + SOCKS));
                    String proxy = "\"socks5h://" + Lab.SERVER4 + ":" + SOCKS + "\"";
                    lab.culvert("up", all.with("/server/proxy", proxy).file()).ok();
                    carries(lab, Integer.parseInt(SOCKS));
                    assertThat(socks.isAlive()).isTrue();
                    lab.culvert("down", "far").ok();
                }
            }
        }
    }

    /** Packets flow; the connection goes to the first host, by the wire; the server's own address leads into the tunnel. */
    private static void carries(Lab lab, int port) {
        assertThat(lab.client().pings(LabProfile.THERE4, 3)).isTrue();
        assertThat(lab.client().run("ip", "route", "get", Lab.SERVER4).ok().out())
                .contains("dev vc");
        assertThat(lab.client().run("ip", "route", "get", FAR).ok().out()).contains("dev tun0");
        assertThat(lab.client().run("ss", "-Htn", "state", "established").ok().out())
                .contains(Lab.SERVER4 + "]:" + port)
                .doesNotContain(FAR);
    }

    /** A network namespace of its own behind the server, which lives as long as its process. */
    private static Background thirdMachine(Lab lab) {
        Background machine = lab.server().start("unshare", "-n", "sleep", "300");
        String script = """
                set -e
                until [ "$(readlink /proc/$0/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
                ip link add far0 type veth peer name far1 netns $0
                ip addr add 10.99.0.1/24 dev far0; ip link set far0 up
                nsenter -t $0 -n sh -c 'ip link set lo up; ip addr add %s/24 dev far1; ip link set far1 up'
                """.formatted(FAR);
        lab.server().run("sh", "-c", script, Long.toString(machine.pid())).ok();
        return machine;
    }
}
