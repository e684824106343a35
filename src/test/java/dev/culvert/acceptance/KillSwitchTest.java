package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import dev.culvert.lab.Ran;
import dev.culvert.lab.SshServer;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * With a kill switch nothing leaves beside the tunnel, by what arrives at the other end of the wire; and it is lifted as the user
 * says, with nothing of it left.
 */
@Tag("lab")
class KillSwitchTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Somewhere beyond the server, that nobody has; each kind of packet has its own address, so that each is seen to leave. */
    private static final List<String> PROBES = List.of(
            "ping -n -q -c 1 -W 1 203.0.113.1",
            "ping -n -q -c 1 -W 1 2001:db8:2::1",
            "echo x >/dev/udp/203.0.113.2/5353",
            "echo x >/dev/udp/2001:db8:2::2/5353",
            "timeout 0.3 bash -c '>/dev/tcp/203.0.113.3/80'",
            "timeout 0.3 bash -c '>/dev/tcp/2001:db8:2::3/80'");

    /** A datagram from a DHCP client's port to a server's. */
    private static final String DHCP =
            "socket(S, PF_INET, SOCK_DGRAM, 0) && bind(S, sockaddr_in(68, INADDR_ANY)) or die;"
                    + " send(S, 'x', 0, sockaddr_in(67, inet_aton($ARGV[0])))";

    private static final Pattern PROBED = Pattern.compile("203[.\\d]+|2001:[:\\da-f]+");

    private final Lab lab = Lab.start();
    private final SshServer sshd = lab.sshd();
    private int read;

    /** What arrives from the client, but for ARP, neighbour discovery, and SSH. */
    private Background wire;

    @BeforeEach
    void aMachineWithAWayOut() {
        lab.client()
                .run(
                        "sh",
                        "-c",
                        "ip route add default via %s && ip -6 route add default via %s && nft add table inet other && nft add chain"
                                        .formatted(Lab.SERVER4, Lab.SERVER6)
                                + " inet other mine '{ type filter hook output priority 0; }'")
                .ok();
        lab.server()
                .run(
                        "sh",
                        "-c",
                        "ip addr add 192.0.2.1/32 dev lo && ip addr add 198.51.100.7/32 dev lo && ip addr add 2001:db8:1::1/128 dev lo")
                .ok();
        wire = lab.server()
                .start(
                        "tcpdump",
                        "-n",
                        "-l",
                        "-Q",
                        "in",
                        "-i",
                        "vs",
                        "not arp and not (icmp6 and ip6[40] >= 133 and ip6[40] <= 136) and not ip6[6] = 0 and not tcp dst port "
                                + sshd.port() + " and not tcp dst port 2999");
        wire.awaitText("listening on vs", SOON);
    }

    @AfterEach
    void removeMachines() {
        lab.close();
    }

    @Test
    void nothingLeavesBesideTheTunnel() {
        String profile = lab.profile("all", sshd)
                .with("/network/routes", "[\"default\"]")
                .with("/network/exclude", "[\"198.51.100.0/24\"]")
                .with("/network/killSwitch", "true")
                .stored();
        Background container = container();
        Ends before = Ends.of(lab);
        String rules = rules();
        assertProbesLeave();
        assertThat(lab.culvert("plan", profile).ok().out()).contains("nft add table inet culvert", "198.51.100.0/24");
        assertThat(rules()).isEqualTo(rules);

        // connecting to what never answers: it is closed before, and open again after
        try (Background _ = lab.server().start("sh", "-c", "sleep 60 | busybox nc -l -p 2999");
                Background older = olderConnection()) {
            awaitListener("2999");
            String never = lab.profile("never", sshd)
                    .with("/server/port", "2999")
                    .with("/network/routes", "[\"default\"]")
                    .with("/network/killSwitch", "true")
                    .file();
            Background up = lab.culvert().start("up", never);
            Await.until("closed", Duration.ofSeconds(20), () -> rules().contains("table inet culvert"));
            silently(this::probe);
            assertThat(older.exit(SOON)).as("what was connected before is cut").isPresent();
            up.signal("INT");
            up.end(SOON).ended(130);
            assertThat(rules()).as("a failed up undoes everything").isEqualTo(rules);
        }

        assertThat(connectsAs("54001")).isTrue();
        lab.culvert("up", profile).ok();
        silently(() -> {
            probe();
            assertThat(lab.client().pings(LabProfile.THERE4, 2)).isTrue();
            assertThat(lab.client().pings("192.0.2.1", 2)).isTrue();
            assertThat(connectsAs("54001")).as("another user's way to sshd").isFalse();
        });
        assertThat(lab.client().pings("198.51.100.7", 2)).as("excluded").isTrue();

        Processes.killHelper(lab);
        Await.until(
                "the device gone",
                SOON,
                () -> lab.client().interfaces().stream().noneMatch(name -> name.startsWith("tun")));
        silently(() -> {
            probe();
            probeFrom(container);
        });
        Status left = Status.of(lab, "all");
        assertThat(left.state()).isEqualTo("failed");
        assertThat(left.json().path("cause").asString()).isEqualTo("KILL_SWITCH_CLOSED");
        assertThat(Processes.helpers(lab)).as("looking takes no helper").isEmpty();

        silently(() -> assertThat(lab.culvert("doctor", profile).out())
                .as("a tunnel on trial while it is closed")
                .contains("10.78.0.2 answered"));

        // taken over without a gap, then the tunnel is lost
        silently(() -> {
            try (Background _ = lab.client().start("ping", "-n", "-q", "-i", "0.01", "203.0.113.1")) {
                lab.culvert("up", profile).ok();
                assertThat(lab.client().pings("192.0.2.1", 2)).isTrue();
                Processes.killSshd(lab);
                Await.until("lost", SOON, () -> !Status.of(lab, "all").state().equals("connected"));
                probe();
            }
        });
        lab.culvert("pause", "all", "--minutes", "1").ok();
        assertThat(rules()).contains("timeout 1m");
        Await.until("a sign-in page can be reached, the routes of the tunnel that is held are gone", SOON, () -> {
            probe();
            return String.join("\n", left()).contains("> 203.0.113.3.80:");
        });
        lab.culvert("pause", "all", "--minutes", "0").ok();
        silently(this::probe);

        Processes.killHelper(lab);
        lab.culvert("down", "--all").ok();
        assertThat(rules()).as("no helper ran; other tables are as they were").isEqualTo(rules);
        before.assertUnchanged();
        assertProbesLeave();
        probeFrom(container);
        assertThat(String.join("\n", left())).contains("> 203.0.113.8: ICMP", "> 203.0.113.9.67:");
        assertThat(lab.culvert("down", "--all").ok().out()).isEmpty();
    }

    @Test
    void onlyItsRoutesAreCutOffAndTwoTunnelsLetEachOtherThrough() {
        Ends before = Ends.of(lab);
        String office = lab.profile("office", sshd)
                .with("/network/routes", "[\"192.0.2.0/24\", \"2001:db8:1::/64\"]")
                .with("/network/killSwitch", "true")
                .stored();
        String all = lab.profile("all", sshd)
                .with("/network/addresses", "[\"10.79.0.1/24\", \"fd79::1/64\"]")
                .with("/remote/addresses", "[\"10.79.0.2/24\", \"fd79::2/64\"]")
                .with("/network/routes", "[\"default\"]")
                .with("/network/killSwitch", "true")
                .stored();
        lab.culvert("up", office).ok();
        lab.culvert("up", all).ok();
        silently(() -> {
            probe();
            assertThat(lab.client().pings("192.0.2.1", 2)).isTrue();
            assertThat(lab.client().pings("10.79.0.2", 2)).isTrue();
        });
        lab.culvert("down", all).ok();
        assertThat(lab.client().pings("192.0.2.1", 2)).isTrue();
        Processes.killHelper(lab);
        Await.until(
                "the device gone",
                SOON,
                () -> lab.client().interfaces().stream().noneMatch(name -> name.startsWith("tun")));
        assertThat(lab.client().pings("192.0.2.1", 1)).isFalse();
        assertThat(lab.client().pings("2001:db8:1::1", 1)).isFalse();
        assertThat(left()).isEmpty();
        assertThat(lab.client().pings("198.51.100.7", 2))
                .as("not of its routes")
                .isTrue();
        lab.culvert("down", office).ok();
        assertThat(lab.client().pings("192.0.2.1", 2)).isTrue();
        before.assertUnchanged();
    }

    private void probe() {
        lab.client().run("bash", "-c", "(" + String.join(") & (", PROBES) + ") & wait");
    }

    private void assertProbesLeave() {
        silently(() -> {});
        probe();
        String seen = String.join("\n", left());
        assertThat(PROBES)
                .allSatisfy(probe -> assertThat(seen)
                        .contains("> "
                                + PROBED.matcher(probe)
                                        .results()
                                        .findFirst()
                                        .orElseThrow()
                                        .group()));
    }

    private void silently(Runnable action) {
        left();
        action.run();
        assertThat(left()).as("packets that left").isEmpty();
    }

    /** What has arrived since the last time. DHCP is let out, and what was sent before it has arrived when it has. */
    private List<String> left() {
        String mark = "IP " + Lab.CLIENT4 + ".68 > " + Lab.SERVER4 + ".67:";
        lab.client().run("perl", "-MSocket", "-e", DHCP, Lab.SERVER4).ok();
        Await.until(
                "DHCP arrives",
                SOON,
                () -> lines().subList(read, lines().size()).stream().anyMatch(line -> line.contains(mark)));
        List<String> news = lines().subList(read, lines().size());
        read += news.size();
        return news.stream().filter(line -> !line.contains(mark)).toList();
    }

    private List<String> lines() {
        String out = wire.out();
        return out.substring(0, out.lastIndexOf('\n') + 1).lines().toList();
    }

    /** One that somebody else had before, and sends. */
    private Background olderConnection() {
        Background listener = lab.server().start("busybox", "nc", "-l", "-p", "2998");
        awaitListener("2998");
        Background sender = lab.client()
                .start("sh", "-c", "while echo x; do sleep 0.1; done | busybox nc " + Lab.SERVER4 + " 2998");
        listener.awaitText("x", SOON);
        return sender;
    }

    private void awaitListener(String port) {
        Await.until(
                "listens",
                SOON,
                () -> lab.server().run("ss", "-Hltn", "sport = :" + port).out().contains(port));
    }

    private boolean connectsAs(String user) {
        Ran ran = lab.client()
                .run(
                        "setpriv",
                        "--reuid",
                        user,
                        "--clear-groups",
                        "timeout",
                        "1",
                        "bash",
                        "-c",
                        "exec 3<>/dev/tcp/" + Lab.SERVER4 + "/" + sshd.port());
        return ran.status() == 0;
    }

    private String rules() {
        return lab.client().run("nft", "list", "ruleset").ok().out();
    }

    /** A machine that the client forwards for. */
    private Background container() {
        Background container = lab.client().start("unshare", "-n", "sleep", "600");
        String pid = Long.toString(container.pid());
        Await.until(
                "a namespace of its own",
                SOON,
                () -> lab.client()
                                .run("sh", "-c", "[ /proc/self/ns/net -ef /proc/" + pid + "/ns/net ]")
                                .status()
                        != 0);
        lab.client().run("sh", "-ec", """
                echo 1 >/proc/sys/net/ipv4/ip_forward
                ip link add ve0 type veth peer name ve1
                echo 1 >/proc/sys/net/ipv6/conf/ve0/disable_ipv6
                ip link set ve1 netns %1$s
                ip addr add 172.31.0.1/24 dev ve0
                ip link set ve0 up
                nsenter -t %1$s -n ip addr add 172.31.0.2/24 dev ve1
                nsenter -t %1$s -n ip link set ve1 up
                nsenter -t %1$s -n ip route add default via 172.31.0.1
                """.formatted(pid)).ok();
        return container;
    }

    private void probeFrom(Background container) {
        String pid = Long.toString(container.pid());
        lab.client().run("nsenter", "-t", pid, "-n", "ping", "-n", "-q", "-c", "1", "-W", "1", "203.0.113.8");
        lab.client()
                .run("nsenter", "-t", pid, "-n", "perl", "-MSocket", "-e", DHCP, "203.0.113.9")
                .ok();
    }
}
