package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Networks behind the server, and all traffic, without swallowing the tunnel's own SSH connection. */
@Tag("lab")
class RoutesTest {
    @Test
    void reachesANetworkBehindTheServer() {
        try (Lab lab = Lab.start()) {
            behindTheServer(lab);
            String profile = lab.profile("office", lab.sshd())
                    .with("/network/routes", "[\"192.0.2.0/24\", \"2001:db8:1::/64\"]")
                    .file();
            Ends before = Ends.of(lab);
            assertThat(lab.client().pings("192.0.2.1", 1)).isFalse();
            lab.culvert("up", profile).ok();
            assertThat(lab.client().pings("192.0.2.1", 5)).isTrue();
            assertThat(lab.client().pings("2001:db8:1::1", 5)).isTrue();
            lab.culvert("down", "office").ok();
            before.assertUnchanged();
        }
    }

    @Test
    void defaultCarriesAllButItsOwnConnectionAndWhatIsExcluded() {
        try (Lab lab = Lab.start()) {
            behindTheServer(lab);
            String profile = lab.profile("all", lab.sshd())
                    .with("/network/routes", "[\"default\"]")
                    .with("/network/exclude", "[\"198.51.100.0/24\"]")
                    .file();
            Ends before = Ends.of(lab);
            lab.culvert("up", profile).ok();
            String device = Status.of(lab, "all").device();
            assertThat(lab.client().pings("192.0.2.1", 5)).isTrue();
            assertThat(lab.client().pings("2001:db8:1::1", 5)).isTrue();
            assertThat(route(lab, Lab.SERVER4)).contains("dev vc");
            assertThat(route(lab, "203.0.113.7")).contains("dev " + device);
            assertThat(route(lab, "2001:db8:2::7")).contains("dev " + device);
            assertThat(route(lab, "198.51.100.7")).doesNotContain(device);
            lab.culvert("down", "all").ok();
            before.assertUnchanged();
        }
    }

    /** No leak: a family without an address in the tunnel is unreachable while the tunnel carries everything. */
    @Test
    void defaultMakesAFamilyWithoutAddressUnreachable() {
        try (Lab lab = Lab.start()) {
            lab.client()
                    .run("ip", "-6", "route", "add", "default", "via", Lab.SERVER6)
                    .ok();
            String profile = onlyIpv4Default(lab).file();
            Ends before = Ends.of(lab);
            lab.culvert("up", profile).ok();
            assertThat(lab.client().run("ip", "route", "get", "2001:db8:2::7").status())
                    .isNotZero();
            lab.culvert("down", "all").ok();
            before.assertUnchanged();
        }
    }

    /** The unreachable route is on no device: the kernel does not take it away with the helper, the journal does. */
    @Test
    void theJournalUndoesWhatTheKernelDoesNot() {
        try (Lab lab = Lab.start()) {
            lab.client()
                    .run("ip", "-6", "route", "add", "default", "via", Lab.SERVER6)
                    .ok();
            String profile = onlyIpv4Default(lab).file();
            Ends before = Ends.of(lab);
            lab.culvert("up", profile).ok();
            assertThat(lab.client().run("ip", "route", "get", "2001:db8:2::7").status())
                    .isNotZero();
            Processes.killHelper(lab);
            before.awaitUnchanged();
        }
    }

    @Test
    void forwardsAndMasqueradesOnTheServerAndPutsItBack() {
        try (Lab lab = Lab.start()) {
            behindTheServer(lab);
            String profile = lab.profile("nat", lab.sshd())
                    .with("/network/routes", "[\"192.0.2.0/24\"]")
                    .with("/remote/forward", "true")
                    .with("/remote/masquerade", "true")
                    .file();
            Ends before = Ends.of(lab);
            lab.culvert("up", profile).ok();
            assertThat(lab.server()
                            .run("cat", "/proc/sys/net/ipv4/ip_forward")
                            .ok()
                            .out())
                    .isEqualTo("1\n");
            assertThat(lab.server().run("nft", "list", "ruleset").ok().out()).contains("masquerade");
            lab.culvert("down", "nat").ok();
            before.assertUnchanged();
        }
    }

    private static LabProfile onlyIpv4Default(Lab lab) {
        return lab.profile("all", lab.sshd())
                .with("/network/addresses", "[\"" + LabProfile.HERE4 + "/24\"]")
                .with("/remote/addresses", "[\"" + LabProfile.THERE4 + "/24\"]")
                .with("/network/routes", "[\"default\"]");
    }

    private static void behindTheServer(Lab lab) {
        lab.server().run("ip", "addr", "add", "192.0.2.1/24", "dev", "lo").ok();
        lab.server().run("ip", "addr", "add", "2001:db8:1::1/64", "dev", "lo").ok();
    }

    private static String route(Lab lab, String destination) {
        return lab.client().run("ip", "route", "get", destination).out();
    }
}
