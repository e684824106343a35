package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import dev.culvert.lab.NameMachine;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Names, with a DNS server outside that answers {@link #OUTSIDE} and one behind the tunnel that answers {@link #INSIDE}, and a capture of
 * the wire between. However the tunnel ends, whom this machine asks is as it was.
 */
@Tag("lab")
class DnsTest {
    private static final String OUTSIDE = "198.51.100.1";
    private static final String INSIDE = "198.51.100.2";
    private static final String DNS = "192.0.2.53";
    private static final Duration SOON = Duration.ofSeconds(10);

    private Lab lab;
    private Background wire;
    private int sentinels;

    @BeforeEach
    void start() {
        lab = Lab.start();
        lab.server().run("ip", "addr", "add", DNS + "/32", "dev", "lo").ok();
        dnsServer(Lab.SERVER4, OUTSIDE);
        dnsServer(DNS, INSIDE);
        wire = lab.client()
                .start(
                        "tcpdump",
                        "-l",
                        "--immediate-mode",
                        "-n",
                        "-i",
                        "vc",
                        "dst port 53 or dst port 5353 or dst port 5355");
        wire.awaitText("listening on", SOON);
    }

    @AfterEach
    void end() {
        lab.close();
    }

    private void dnsServer(String address, String answer) {
        lab.server()
                .start(
                        "dnsmasq",
                        "--no-daemon",
                        "--log-queries",
                        "--conf-file=/dev/null",
                        "--no-resolv",
                        "--no-hosts",
                        "--user=root",
                        "--bind-interfaces",
                        "--listen-address=" + address,
                        "--address=/#/" + answer)
                .awaitText("started", SOON);
    }

    @Test
    void systemdResolvedAsksTheTunnelForItsDomainsAlone() {
        NameMachine machine = NameMachine.start(lab, NameMachine.Kind.RESOLVED);
        String before = machine.snapshot();
        LabProfile profile = profile().with("/network/dns/domains", "[\"corp.example.org\"]");
        assertThat(machine.culvert("up", profile.file()).ok().err()).doesNotContain("DNS");
        assertThat(machine.address("www.corp.example.org")).isEqualTo(INSIDE);
        assertThat(machine.address("www.example.com")).isEqualTo(OUTSIDE);
        assertThat(outside()).contains("www.example.com.").doesNotContain("corp");
        machine.culvert("down", "names").ok();
        assertThat(machine.snapshot()).isEqualTo(before);

        LabProfile all = profile.with("/network/routes", "[\"default\"]");
        machine.culvert("up", all.file()).ok();
        assertNothingIsAskedOutside(machine);
        machine.run("resolvectl", "domain", "vc", "lan").ok();
        Await.until(
                "the domain of a renewed lease put aside again",
                SOON,
                () -> !machine.snapshot().contains("(vc): lan"));
        Processes.killHelper(lab);
        awaitAsBefore(machine, before);
    }

    @Test
    void aPlainFileIsReplacedAndPutBackHoweverItEnds() {
        NameMachine machine = NameMachine.start(lab, NameMachine.Kind.FILE);
        String before = machine.snapshot();
        LabProfile profile = profile().with("/network/dns/domains", "[\"corp.example.org\"]");
        assertThat(machine.address("www.example.com")).as("before").isEqualTo(OUTSIDE);
        assertThat(outside()).contains("www.example.com.");
        assertThat(machine.culvert("plan", profile.file()).ok().out())
                .contains("/etc/resolv.conf: nameserver " + DNS, "mv /var/lib/culvert/dns/original /etc/resolv.conf")
                .contains("ip route add " + DNS + "/32");
        assertThat(machine.snapshot()).isEqualTo(before);

        assertThat(machine.culvert("up", profile.file()).ok().err())
                .as("the warning")
                .contains("corp.example.org");
        assertNothingIsAskedOutside(machine);
        machine.culvert("down", "names").ok();
        assertThat(machine.snapshot()).isEqualTo(before);

        machine.run("cp", "-p", "/etc/resolv.conf", "/etc/lease").ok();
        machine.culvert("up", profile.with("/network/routes", "[\"default\"]").file())
                .ok();
        machine.run("cp", "-p", "/etc/lease", "/etc/resolv.conf").ok();
        Await.until(
                "a renewed lease put aside again",
                SOON,
                () -> !machine.snapshot().contains("10.77.0.2"));
        assertNothingIsAskedOutside(machine);
        Processes.killHelper(lab);
        awaitAsBefore(machine, before);

        machine.culvert("up", profile.file()).ok();
        Processes.killRootAndHelper(lab);
        assertThat(machine.snapshot()).as("nobody is left to undo it").isNotEqualTo(before);
        machine.culvert("plan", profile.file()).ok();
        assertThat(machine.snapshot()).as("after the next start").isEqualTo(before);
    }

    private LabProfile profile() {
        return lab.profile("names", lab.sshd())
                .with("/network/routes", "[\"203.0.113.0/24\"]")
                .with("/network/dns/servers", "[\"" + DNS + "\"]");
    }

    private void assertNothingIsAskedOutside(NameMachine machine) {
        outside();
        int seen = wire.out().length();
        for (String name : List.of("www.corp.example.org", "www.example.com", "printer.lan")) {
            assertThat(machine.address(name)).as(name).isEqualTo(INSIDE);
        }
        assertThat(machine.address("printer")).as("a name without a dot").isIn(INSIDE, "");
        assertThat(outside().substring(seen).lines())
                .as("asked outside")
                .isNotEmpty()
                .allMatch(line -> line.contains("sentinel"));
    }

    /** What the wire has carried, up to a query made now past all settings. */
    private String outside() {
        String name = "sentinel" + sentinels++ + ".test";
        lab.client().run("busybox", "nslookup", name, Lab.SERVER4);
        return wire.awaitText(name, SOON).out();
    }

    private static void awaitAsBefore(NameMachine machine, String before) {
        try {
            Await.until("names as before", SOON, () -> machine.snapshot().equals(before));
        } catch (AssertionError e) {
            assertThat(machine.snapshot()).isEqualTo(before);
            throw e;
        }
    }
}
