package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import dev.culvert.lab.Namespace;
import dev.culvert.lab.Ran;
import dev.culvert.lab.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Each set-up that a doctor has to recognise, on a stock sshd that is set up that way. What sshd 9.2 cannot show is recorded:
 * PerSourcePenalties in {@code ConnectFailuresTest}, FreeBSD's sshd in {@code KnownServersTest}.
 */
@Tag("lab")
class DoctorTest {
    private static Lab lab;
    private static SshServer sshd;

    @BeforeAll
    static void makeLab() {
        lab = Lab.start();
        sshd = lab.sshd();
    }

    @AfterAll
    static void removeLab() {
        lab.close();
    }

    /** What a run of the doctor said. */
    private record Visit(int status, List<JsonNode> steps, List<JsonNode> findings) {
        JsonNode only(String cause) {
            assertThat(findings)
                    .extracting(each -> each.path("cause").asString())
                    .containsExactly(cause);
            return findings.getFirst();
        }

        String outcome(String check) {
            return steps.stream()
                    .filter(step -> step.path("check").asString().equals(check))
                    .map(step -> step.path("outcome").asString())
                    .reduce("", String::concat);
        }
    }

    /** Runs it, and holds it to leaving both ends as they were. */
    private static Visit visit(LabProfile profile, int status) {
        Ends before = Ends.of(lab);
        Visit visit = ask(profile, status);
        before.assertUnchanged();
        return visit;
    }

    private static Visit ask(LabProfile profile, int status) {
        Ran ran = lab.culvert("doctor", "--json", profile.file()).ended(status);
        List<JsonNode> steps =
                ran.out().lines().map(JsonMapper.shared()::readTree).toList();
        List<JsonNode> findings = new ArrayList<>();
        steps.forEach(step -> step.path("findings").forEach(findings::add));
        return new Visit(ran.status(), steps, findings);
    }

    private static String fact(JsonNode finding, String name) {
        return finding.path("facts").path(name).asString("");
    }

    private static List<String> lines(JsonNode finding) {
        List<String> lines = new ArrayList<>();
        finding.path("fixes").forEach(fix -> fix.path("lines").forEach(line -> lines.add(line.asString())));
        return lines;
    }

    @Test
    void allIsWell() {
        Ends before = Ends.of(lab);
        Ran ran = lab.culvert("doctor", lab.profile("well", sshd).file()).ok();
        before.assertUnchanged();
        assertThat(ran.out())
                .contains("✓ the login", "as root", "✓ a packet there and back", LabProfile.THERE4, "All is well");
        assertThat(ran.out()).doesNotContain("✗", "! ", "not tried");
    }

    @Test
    void permitTunnelOffOrOfTheOtherKind() {
        SshServer strict = lab.sshd("PermitTunnel ethernet", "Match User ann", "PermitTunnel no");
        JsonNode otherKind = visit(lab.profile("kind", strict), 7).only("TUNNEL_NOT_PERMITTED");
        assertThat(fact(otherKind, "permits")).isEqualTo("tap");
        assertThat(lines(otherKind)).contains("Match User root\n    PermitTunnel point-to-point", "\"mode\": \"tap\"");
        Visit off = visit(lab.profile("off", strict).with("/server/user", "\"ann\""), 7);
        assertThat(off.findings())
                .extracting(each -> each.path("cause").asString())
                .first()
                .isEqualTo("TUNNEL_NOT_PERMITTED");
        assertThat(fact(off.findings().getFirst(), "permits")).isEmpty();
        assertThat(lines(off.findings().getFirst())).contains("Match User ann\n    PermitTunnel point-to-point");
    }

    /** The lines are not only named: typed as they stand, they mend it. */
    @Test
    void aLoginWithoutPrivilegeIsMendedByTheLinesGiven() {
        LabProfile profile = lab.profile("ann", sshd).with("/server/user", "\"ann\"");
        Visit first = visit(profile, 7);
        assertThat(first.findings())
                .extracting(each -> each.path("cause").asString())
                .containsExactly("REMOTE_DEVICE_DENIED", "REMOTE_NOT_CONFIGURABLE");
        assertThat(lines(first.findings().getFirst())).contains("sudo ip tuntap add dev tun101 mode tun user ann");
        JsonNode byHand = first.findings().getLast();
        Namespace server = lab.server();
        try {
            // where the lab's users are known
            String there = Long.toString(sshd.process().pid());
            server.run("nsenter", "-t", there, "-m", "sh", "-ec", fact(byHand, "commands"))
                    .ok();
            LabProfile mended = profile.with("/device/remoteUnit", fact(byHand, "unit"))
                    .with("/remote/configure", "false")
                    .with("/remote/addresses", fact(byHand, "there"))
                    .with("/network/addresses", fact(byHand, "here"));
            // a device that stays is changed by the kernel itself when it is first opened
            assertThat(ask(mended, 0).outcome("ECHO")).isEqualTo("ok");
            JsonNode own = ask(profile, 7).findings().getFirst();
            assertThat(lines(own)).as("the device it has now").contains("\"device\": { \"remoteUnit\": 101 }");
        } finally {
            server.run("ip", "link", "del", "tun101");
        }
    }

    @Test
    void anothersDevice() {
        lab.server()
                .run("ip", "tuntap", "add", "dev", "tun105", "mode", "tun", "user", "54002")
                .ok();
        try {
            JsonNode finding = visit(
                            lab.profile("others", sshd)
                                    .with("/server/user", "\"ann\"")
                                    .with("/device/remoteUnit", "105"),
                            7)
                    .findings()
                    .getFirst();
            assertThat(finding.path("cause").asString()).isEqualTo("REMOTE_DEVICE_OTHERS");
            assertThat(fact(finding, "owner")).isEqualTo("sue");
            assertThat(finding.path("text").asString()).contains("tun105", "sue", "ann");
        } finally {
            lab.server().run("ip", "link", "del", "tun105").ok();
        }
    }

    /** One tunnel for three: its device is busy for another profile; it is looked at; and it is cut while it is up. */
    @Test
    void aDeviceInUseAndATunnelThatFallsSilent() {
        LabProfile up = lab.profile("up", sshd).with("/device/remoteUnit", "107");
        lab.culvert("up", up.file()).ok();
        try {
            LabProfile other = lab.profile("second", sshd)
                    .with("/device/remoteUnit", "107")
                    .with("/network/addresses", "[\"10.79.0.1/24\"]")
                    .with("/remote/addresses", "[\"10.79.0.2/24\"]");
            JsonNode busy = visit(other, 7).only("REMOTE_DEVICE_BUSY");
            assertThat(fact(busy, "holder")).contains("sshd");
            assertThat(lines(busy)).contains("kill " + fact(busy, "pid"), "\"device\": { \"remoteUnit\": \"any\" }");

            assertThat(visit(up, 0).outcome("ECHO")).isEqualTo("ok");
            lab.server()
                    .run(
                            "nft",
                            "add table inet cut; add chain inet cut in { type filter hook input priority 0; };"
                                    + " add rule inet cut in iifname tun107 drop")
                    .ok();
            JsonNode silent = ask(up, 10).only("TUNNEL_SILENT");
            assertThat(Integer.parseInt(fact(silent, "sent"))).isPositive();
        } finally {
            lab.server().run("nft", "delete table inet cut");
            lab.culvert("down", "up").ok();
        }
    }

    @Test
    void aServerWithoutTunNode() {
        SshServer container = lab.sshd();
        lab.server()
                .run(
                        "nsenter",
                        "-t",
                        Long.toString(container.process().pid()),
                        "-m",
                        "mount",
                        "-t",
                        "tmpfs",
                        "none",
                        "/dev/net")
                .ok();
        JsonNode finding = visit(lab.profile("container", container), 7).only("REMOTE_TUN_MISSING");
        assertThat(fact(finding, "lacks")).isEqualTo("/dev/net/tun");
        assertThat(lines(finding)).contains("--device /dev/net/tun --cap-add NET_ADMIN");
    }

    @Test
    void aForcedCommandAndAForcedUnit() throws IOException {
        String key = Files.readString(lab.home().resolve(".ssh/id_ed25519.pub"));
        Path keys = Files.writeString(lab.dir().resolve("forced_keys"), "tunnel=\"3\" " + key);
        SshServer unit = lab.sshd("AuthorizedKeysFile " + keys);
        JsonNode forced = visit(lab.profile("unit", unit).with("/device/remoteUnit", "5"), 7)
                .only("REMOTE_UNIT_FORCED");
        assertThat(fact(forced, "forced")).isEqualTo("3");
        assertThat(fact(forced, "place")).isEqualTo(keys + ":1");
        assertThat(lines(forced)).contains("\"device\": { \"remoteUnit\": 3 }");

        SshServer command = lab.sshd("ForceCommand echo forced");
        Visit visit = visit(lab.profile("command", command), 8);
        JsonNode noShell = visit.only("REMOTE_NOT_CONFIGURABLE");
        assertThat(visit.outcome("CHANNEL")).as("the tunnel itself opens").isEqualTo("ok");
        assertThat(fact(noShell, "reason")).isEqualTo("shell");
        assertThat(lines(noShell))
                .anyMatch(lines -> lines.contains("ip address add " + LabProfile.THERE4 + "/24 dev tun101"));
    }

    @Test
    void theNetworkBehindTheServer() {
        try (Background host = lab.server().start("unshare", "-n", "sleep", "600")) {
            String pid = Long.toString(host.pid());
            String ours = lab.server().run("readlink", "/proc/self/ns/net").ok().out();
            Await.until(
                    "a network of its own",
                    Duration.ofSeconds(10),
                    () -> !lab.server()
                            .run("readlink", "/proc/" + pid + "/ns/net")
                            .out()
                            .equals(ours));
            lab.server().run("sh", "-ec", """
                    ip link add vb type veth peer name vx netns %1$s
                    echo 1 >/proc/sys/net/ipv6/conf/vb/disable_ipv6
                    ip address add 10.99.0.1/24 dev vb
                    ip link set vb up
                    nsenter -t %1$s -n ip address add 10.99.0.9/24 dev vx
                    nsenter -t %1$s -n ip link set vx up
                    ping -n -q -c 1 -w 5 10.99.0.9
                    """.formatted(pid)).ok();
            LabProfile profile = lab.profile("behind", sshd).with("/network/routes", "[\"10.99.0.0/24\"]");
            JsonNode stuck = visit(profile, 10).only("REMOTE_NOT_FORWARDING");
            assertThat(fact(stuck, "routes")).isEqualTo("10.99.0.0/24");
            assertThat(fact(stuck, "commands")).contains("sysctl -w net.ipv4.ip_forward=1", "masquerade");

            JsonNode noWay = visit(profile.with("/remote/forward", "true"), 10).only("REMOTE_NO_WAY_BACK");
            assertThat(fact(noWay, "host")).isEqualTo("10.99.0.9");

            Visit well = visit(profile.with("/remote/forward", "true").with("/remote/masquerade", "true"), 0);
            assertThat(well.outcome("BEYOND")).isEqualTo("ok");

            lab.server().run("sysctl", "-w", "net.ipv4.ip_forward=1").ok();
            Visit half = visit(
                    profile.with("/network/routes", "[\"10.99.0.0/24\", \"fd99::/64\"]")
                            .with("/remote/masquerade", "true"),
                    0);
            assertThat(half.outcome("BEYOND")).isEqualTo("warning");
            assertThat(fact(half.only("REMOTE_NOT_FORWARDING"), "families")).isEqualTo("IPv6");
        } finally {
            lab.server().run("sysctl", "-w", "net.ipv4.ip_forward=0").ok();
            lab.server().run("ip", "link", "del", "vb");
        }
    }
}
