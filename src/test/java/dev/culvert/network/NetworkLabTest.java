package dev.culvert.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.lab.Await;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Namespace;
import dev.culvert.lab.Ran;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code ip}, as a user that has nothing but CAP_NET_ADMIN, in a namespace; a persistent device plays the tunnel's. */
@Tag("lab")
class NetworkLabTest {
    private static final InetAddress SERVER4 = InterfaceAddress.address(Lab.SERVER4);
    private static final InetAddress SERVER6 = InterfaceAddress.address(Lab.SERVER6);

    @TempDir
    Path state;

    private Lab lab;
    private Namespace client;
    private IpTool ip;

    @BeforeEach
    void makeMachine() {
        lab = Lab.start();
        client = lab.client();
        client.run("ip", "tuntap", "add", "tun7", "mode", "tun").ok();
        ip = new IpCommand(tool("/usr/sbin/ip"));
    }

    /** A program as a user that has nothing but the helper's capability. */
    private SystemTool tool(String program) {
        List<String> command = new ArrayList<>(List.of("/usr/sbin/ip", "netns", "exec", client.name()));
        command.addAll(List.of(("/usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all,+net_admin"
                        + " --ambient-caps=-all,+net_admin --bounding-set=-all,+net_admin --no-new-privs")
                .split(" ")));
        command.add(program);
        return new SystemTool(command);
    }

    @AfterEach
    void removeMachine() {
        lab.close();
    }

    @Test
    void everythingAppliedIsTakenBack() throws Exception {
        String before = snapshot();
        LocalNetwork local = LocalNetwork.read(ip);
        NetworkPlan plan = NetworkPlanner.plan(
                Profiles.routes("default"), "tun7", List.of(SERVER4, SERVER6), Profiles.BOTH, 1400, local);
        ClashCheck.check(plan, local);
        NetworkConfigurator network = new NetworkConfigurator(ip, Journal.open(state), DnsControl.NONE);
        network.applyAddresses(plan);
        assertThat(client.run("ip", "addr", "show", "dev", "tun7").ok().out())
                .contains("mtu 1400", "10.78.0.1/24", "fd78::1/64");
        network.setRoutes(plan);
        assertThat(route("203.0.113.1")).contains("dev tun7");
        assertThat(route("2001:db8::1")).contains("dev tun7");
        assertThat(route(Lab.SERVER4)).contains("dev vc");
        assertThat(route(Lab.SERVER6)).contains("dev vc");
        assertThat(route("10.77.0.200"))
                .as("the rest of the server's network, which is ours")
                .contains("dev vc");
        network.undo();
        assertThat(snapshot()).isEqualTo(before);
    }

    @Test
    void unreachableIsTakenBackThoughTheInterfaceHasGone() throws Exception {
        String before = client.snapshot();
        client.run("ip", "-6", "route", "add", "default", "via", Lab.SERVER6).ok();
        LocalNetwork local = LocalNetwork.read(ip);
        NetworkPlan plan = NetworkPlanner.plan(
                Profiles.routes("default"), "tun7", List.of(SERVER4, SERVER6), Profiles.ONLY_IPV4, 1400, local);
        NetworkConfigurator network = new NetworkConfigurator(ip, Journal.open(state), DnsControl.NONE);
        network.applyAddresses(plan);
        network.setRoutes(plan);
        assertThat(client.run("ip", "route", "get", "2001:db8::1").status()).isNotZero();
        assertThat(client.pings(Lab.SERVER6, 2)).isTrue();
        client.run("ip", "link", "del", "tun7").ok();
        // the helper died, another starts
        NetworkConfigurator.recover(ip, Journal.open(state));
        assertThat(route("2001:db8::1")).contains("dev vc");
        assertThat(state).isEmptyDirectory();
        client.run("ip", "-6", "route", "del", "default").ok();
        client.run("ip", "tuntap", "add", "tun7", "mode", "tun").ok();
        assertThat(client.snapshot().replaceAll("(?m)^\\d+: tun7", ""))
                .isEqualTo(before.replaceAll("(?m)^\\d+: tun7", ""));
    }

    /** Two users' helpers share the table; a pause is the kernel's to end; the last one takes the table away. */
    @Test
    void killSwitchesNeedNoMoreThanThisPrivilege() throws Exception {
        String before = client.run("nft", "list", "ruleset").ok().out();
        NftTool nft = new NftCommand(tool("/usr/sbin/nft"));
        KillSwitches anns = new KillSwitches(() -> nft, 54001, 0, _ -> {});
        KillSwitches bobs = new KillSwitches(() -> nft, 54002, 0, _ -> {});
        Profile office = Profiles.of(
                Profile.Mode.TUN,
                new Profile.Network(
                        List.of(), false, null, Profiles.prefixes("10.77.0.0/24", "fd77::/64"), List.of(), null, true),
                Profile.Remote.DEFAULT,
                OptionalInt.empty());
        KillSwitch ann = anns.of(office, ip);
        ann.letServers(List.of(InterfaceAddress.address("192.0.2.1")), 22);
        KillSwitch bob = bobs.of(office, ip);
        bob.letServers(List.of(InterfaceAddress.address("192.0.2.2")), 22);
        assertThat(client.pings(Lab.SERVER4, 1)).isFalse();
        assertThat(client.pings(Lab.SERVER6, 1)).isFalse();
        ann.leave();
        anns.openLeft("office");
        assertThat(client.pings(Lab.SERVER4, 1)).as("the other is closed").isFalse();
        assertThat(bobs.pause("office", Duration.ofSeconds(2))).isTrue();
        assertThat(client.pings(Lab.SERVER4, 1)).isTrue();
        Await.until("the pause over", Duration.ofSeconds(10), () -> !client.pings(Lab.SERVER4, 1));
        // another helper of the same user finds it
        KillSwitches next = new KillSwitches(() -> nft, 54002, 0, _ -> {});
        assertThat(next.closed()).containsExactly(Map.entry("office", "tun"));
        next.openLeft("office");
        assertThat(client.run("nft", "list", "ruleset").ok().out()).isEqualTo(before);
        assertThat(client.pings(Lab.SERVER6, 1)).isTrue();
    }

    @Test
    void namesTheStepAndTheReason() throws Exception {
        LocalNetwork local = LocalNetwork.read(ip);
        NetworkPlan plan = NetworkPlanner.plan(
                Profiles.routes("192.0.2.0/24", "198.51.100.0/24"), "tun7", List.of(), Profiles.ONLY_IPV4, 1400, local);
        client.run("ip", "route", "add", "198.51.100.0/24", "dev", "vc").ok();
        String before = snapshot();
        NetworkConfigurator network = new NetworkConfigurator(ip, Journal.open(state), DnsControl.NONE);
        network.applyAddresses(plan);
        assertThat(catchThrowableOfType(TunnelException.class, () -> network.setRoutes(plan))
                        .failure())
                .isEqualTo(Failure.of(
                        FailureCause.LOCAL_STEP_FAILED,
                        "step",
                        "ip route add 198.51.100.0/24 dev tun7",
                        "reason",
                        "File exists"));
        assertThat(snapshot()).isEqualTo(before);
        assertThat(catchThrowableOfType(TunnelException.class, () -> ClashCheck.check(plan, LocalNetwork.read(ip)))
                        .failure())
                .isEqualTo(Failure.of(FailureCause.ROUTE_CLASH, "route", "198.51.100.0/24", "interface", "vc"));
    }

    /** Two taps on one bridge, and both have our address: the kernel finds it out, and we say so. */
    @Test
    void duplicateAddressOnATap() throws Exception {
        client.run("ip", "link", "add", "tap7", "type", "veth", "peer", "name", "tap8")
                .ok();
        client.run("ip", "link", "set", "tap8", "netns", lab.server().name()).ok();
        lab.server()
                .run("ip", "addr", "add", "fd78::1/64", "dev", "tap8", "nodad")
                .ok();
        lab.server().run("ip", "link", "set", "tap8", "up").ok();
        Profile profile = Profiles.of(
                Profile.Mode.TAP,
                Profiles.network(List.of(), null, List.of(), List.of()),
                Profile.Remote.DEFAULT,
                OptionalInt.empty());
        NetworkPlan plan = NetworkPlanner.plan(profile, "tap7", List.of(), Profiles.BOTH, 1400, LocalNetwork.read(ip));
        NetworkConfigurator network = new NetworkConfigurator(ip, Journal.open(state), DnsControl.NONE);
        assertThat(catchThrowableOfType(TunnelException.class, () -> network.applyAddresses(plan))
                        .failure())
                .isEqualTo(Failure.of(
                        FailureCause.ADDRESS_CLASH, "address", "fd78::1", "other", "fd78::1", "interface", "tap7"));
        lab.server().run("ip", "addr", "flush", "dev", "tap8").ok();
        network.applyAddresses(plan);
        assertThat(client.run("ip", "-6", "addr", "show", "dev", "tap7", "tentative")
                        .ok()
                        .out())
                .isEmpty();
    }

    @Test
    void asksThePeerThroughTheKernel() {
        assertThat(kernelProbe("vc", Lab.CLIENT4, Lab.SERVER4)).isEqualTo("true\n");
        assertThat(kernelProbe("vc", Lab.CLIENT6, Lab.SERVER6)).isEqualTo("true\n");
        assertThat(kernelProbe("vc", Lab.CLIENT4, "10.77.0.9")).isEqualTo("false\n");
        // a server that hides its closed ports and answers ping
        for (String rule : List.of(
                "add table inet t",
                "add chain inet t in { type filter hook input priority 0; }",
                "add rule inet t in meta l4proto udp drop")) {
            lab.server().run("nft", rule).ok();
        }
        assertThat(kernelProbe("vc", Lab.CLIENT4, Lab.SERVER4)).isEqualTo("true\n");
    }

    private String kernelProbe(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName()));
        command.addAll(Arrays.asList(arguments));
        Ran ran = client.run(command.toArray(String[]::new)).ok();
        return ran.out();
    }

    /** Runs in the namespace. */
    static final class Probe {
        public static void main(String[] arguments) throws InterruptedException {
            System.out.println(KernelProbe.reaches(
                    arguments[0],
                    InterfaceAddress.address(arguments[1]),
                    InterfaceAddress.address(arguments[2]),
                    Duration.ofSeconds(1)));
        }
    }

    private String route(String destination) {
        return client.run("ip", "route", "get", destination).ok().out();
    }

    /** But for what a device keeps that was up once, and this one's MTU. */
    private String snapshot() {
        return client.snapshot().replaceAll("(?m)^(\\d+: tun7:.*) mtu \\d+ qdisc \\S+", "$1");
    }
}
