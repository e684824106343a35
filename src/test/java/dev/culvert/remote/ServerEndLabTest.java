package dev.culvert.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.lab.Await;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Namespace;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts, run by real shells in a namespace that plays the server; a persistent tun device plays sshd's. */
@Tag("lab")
class ServerEndLabTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private Lab lab;
    private Namespace server;
    private final List<LocalShell> connections = new ArrayList<>();

    @BeforeEach
    void makeServer() {
        lab = Lab.start();
        server = lab.server();
        addDevice("tun9");
    }

    @AfterEach
    void removeServer() {
        connections.forEach(LocalShell::close);
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void configuresAndUndoes(String shell) throws TunnelException {
        String before = snapshot();
        LocalShell connection = connect(shell, "tun0,tun9");
        ServerFacts facts = ServerProbe.probe(connection, SOON);
        ServerPlan plan = plan(profile(true, true, List.of("echo up >&2"), List.of("touch down-was-run")));
        ServerEnd end = ServerEnd.configure(connection, plan, facts, SOON);
        assertThat(end.interfaceName()).isEqualTo("tun9");
        assertThat(server.run("ip", "address", "show", "dev", "tun9").ok().out())
                .contains("mtu 1400", "10.5.0.2/30", "fd05::2/64", ",UP");
        assertThat(forwarding()).isEqualTo("1\n1\n");
        assertThat(server.run("nft", "list", "ruleset").ok().out())
                .contains("ip saddr 10.5.0.0/30", "ip6 saddr fd05::/64", "masquerade");
        assertThat(end.undo(SOON)).isTrue();
        assertThat(snapshot()).isEqualTo(before);
        assertThat(end.awaitDeviceGone(SOON)).isTrue();
        end.close();
    }

    @Test
    void whatIsSoAlreadyIsLeftAlone() throws TunnelException {
        server.run("ip", "link", "set", "tun9", "mtu", "1400", "up").ok();
        server.run("ip", "address", "add", "10.5.0.2/30", "dev", "tun9").ok();
        server.run("ip", "address", "add", "fd05::2/64", "dev", "tun9").ok();
        String before = snapshot();
        // ann can change nothing, and need not
        LocalShell connection = connect("setpriv --reuid=65534 --regid=65534 --clear-groups sh", "tun9");
        ServerFacts facts = ServerProbe.probe(connection, SOON);
        assertThat(facts.root()).isEqualTo(ServerFacts.Root.NONE);
        ServerEnd end = ServerEnd.configure(connection, plan(profile(false, false, List.of(), List.of())), facts, SOON);
        assertThat(end.undo(SOON)).isTrue();
        assertThat(snapshot()).isEqualTo(before);
    }

    @Test
    void withoutRootItTellsWhatToRunByHand() throws TunnelException {
        String before = snapshot();
        LocalShell connection = connect("setpriv --reuid=65534 --regid=65534 --clear-groups sh", "tun9");
        ServerFacts facts = ServerProbe.probe(connection, SOON);
        assertThat(failure(connection, plan(profile(true, false, List.of(), List.of())), facts))
                .isEqualTo(Failure.of(
                        FailureCause.REMOTE_NOT_CONFIGURABLE, "user", "nobody", "reason", "root", "commands", """
                        ip link set dev tun9 mtu 1400
                        ip address add 10.5.0.2/30 dev tun9
                        ip address add fd05::2/64 dev tun9
                        ip link set dev tun9 up
                        sysctl -w net.ipv4.ip_forward=1
                        sysctl -w net.ipv6.conf.all.forwarding=1"""));
        assertThat(snapshot()).isEqualTo(before);
    }

    @Test
    void aForcedCommandIsNoShell() throws TunnelException {
        LocalShell connection = new LocalShell(Map.of(), "sh", "-c", "echo forced; exit 3", "sh");
        connections.add(connection);
        ServerFacts facts = ServerProbe.probe(connection, SOON);
        assertThat(facts.hasShell()).isFalse();
        assertThat(failure(connection, plan(profile(false, false, List.of(), List.of())), facts)
                        .facts())
                .containsEntry("reason", "shell");
        assertThat(ServerEnd.observe(connection, SOON)).isEmpty();
    }

    @Test
    void withoutADeviceThereIsNothingToConfigure() throws TunnelException {
        for (String told : List.of("", "tun77", "tun0,../../etc", "tun9;reboot")) {
            LocalShell connection = connect("sh", told);
            assertThat(failure(connection, plan(profile(false, false, List.of(), List.of())), ServerFacts.UNKNOWN)
                            .facts())
                    .as(told)
                    .containsEntry("reason", "device");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void aFailedStepIsNamedAndAllBeforeItTakenBack(String shell) throws TunnelException {
        String before = snapshot();
        LocalShell connection = connect(shell, "tun9");
        ServerPlan plan = plan(profile(
                true, true, List.of("true", "echo 'it'\\''s no good' >&2; exit 3", "touch not-run"), List.of("false")));
        assertThat(failure(connection, plan, ServerProbe.probe(connection, SOON)))
                .isEqualTo(Failure.of(
                        FailureCause.REMOTE_STEP_FAILED,
                        "step",
                        "echo 'it'\\''s no good' >&2; exit 3",
                        "reason",
                        "it's no good (status 3)"));
        assertThat(snapshot()).isEqualTo(before);
        assertThat(stateLeft()).isFalse();
    }

    @Test
    void aFailedIpCommandIsNamedWithItsWords() throws TunnelException {
        LocalShell connection = connect("sh", "tun9");
        ServerPlan plan = new ServerPlan(List.of(new ServerStep.LinkUp(), new ServerStep.SetMtu(70_000)), "");
        assertThat(failure(connection, plan, ServerProbe.probe(connection, SOON)))
                .isEqualTo(Failure.of(
                        FailureCause.REMOTE_STEP_FAILED,
                        "step",
                        "ip link set dev $SSH_TUNNEL mtu 70000",
                        "reason",
                        "Error: mtu greater than device maximum."));
    }

    /** However the connection ends, its pipes close; some hosts send their users' processes signals besides. */
    @ParameterizedTest
    @ValueSource(strings = {"lost", "HUP", "TERM"})
    void undoesItselfWhenTheConnectionIsLost(String how) throws Exception {
        String before = snapshot();
        LocalShell connection = connect("sh", "tun9");
        String ran = lab.dir().resolve("down-was-run").toString();
        ServerPlan plan = plan(profile(true, true, List.of(), List.of("touch " + ran)));
        ServerEnd.configure(connection, plan, ServerProbe.probe(connection, SOON), SOON);
        assertThat(snapshot()).isNotEqualTo(before);
        if (!how.equals("lost")) {
            new ProcessBuilder(
                            "kill",
                            "-" + how,
                            "" + connection.processes().getLast().pid())
                    .start()
                    .waitFor();
        }
        if (!how.equals("TERM")) {
            connection.lose();
        }
        Await.until("undone", SOON, () -> snapshot().equals(before));
        Await.until("down commands run", SOON, () -> Files.exists(Path.of(ran)));
    }

    @Test
    void forwardingStaysWhileAnotherTunnelNeedsIt() throws TunnelException {
        addDevice("tun10");
        String before = snapshot();
        ServerPlan plan = plan(profile(true, false, List.of(), List.of()));
        ServerPlan other = ServerPlan.plan(
                profile(true, false, List.of(), List.of()),
                new TunnelAddresses(
                        List.of(InterfaceAddress.parse("10.6.0.1/30")),
                        List.of(InterfaceAddress.parse("10.6.0.2/30")),
                        InterfaceAddress.address("10.6.0.2")),
                1400);
        LocalShell first = connect("sh", "tun9");
        LocalShell second = connect("sh", "tun10");
        ServerFacts facts = ServerProbe.probe(first, SOON);
        ServerEnd one = ServerEnd.configure(first, plan, facts, SOON);
        ServerEnd two = ServerEnd.configure(second, other, facts, SOON);
        assertThat(forwarding()).isEqualTo("1\n1\n");
        assertThat(one.undo(SOON)).isTrue();
        assertThat(forwarding()).as("IPv4 is needed, IPv6 no more").isEqualTo("1\n0\n");
        assertThat(two.undo(SOON)).isTrue();
        assertThat(snapshot()).isEqualTo(before);
        assertThat(stateLeft()).isFalse();
    }

    /** A killed tunnel's claim does not keep forwarding on, and what was there before it is not forgotten. */
    @Test
    void theNextTunnelPutsBackWhatAKilledOneLeft() throws Exception {
        String before = snapshot();
        ServerPlan plan = plan(profile(true, true, List.of(), List.of()));
        LocalShell killed = connect("sh", "tun9");
        ServerFacts facts = ServerProbe.probe(killed, SOON);
        ServerEnd.configure(killed, plan, facts, SOON);
        Process process = killed.processes().getLast();
        process.destroyForcibly().waitFor();
        assertThat(forwarding()).isEqualTo("1\n1\n");
        server.run("ip", "link", "del", "tun9").ok();
        addDevice("tun9");
        ServerEnd next = ServerEnd.configure(connect("sh", "tun9"), plan, facts, SOON);
        assertThat(next.undo(SOON)).isTrue();
        assertThat(snapshot().replaceAll("(?m)^\\d+: ", "")).isEqualTo(before.replaceAll("(?m)^\\d+: ", ""));
        assertThat(stateLeft()).isFalse();
    }

    @Test
    void forwardingThatWasOnStaysOn() throws TunnelException {
        server.run("sysctl", "-w", "net.ipv4.ip_forward=1").ok();
        String before = snapshot();
        LocalShell connection = connect("sh", "tun9");
        ServerEnd end = ServerEnd.configure(
                connection,
                plan(profile(true, false, List.of(), List.of())),
                ServerProbe.probe(connection, SOON),
                SOON);
        assertThat(end.undo(SOON)).isTrue();
        assertThat(snapshot()).isEqualTo(before);
        assertThat(forwarding()).isEqualTo("1\n0\n");
    }

    /** Turning the global switch on and off again would lose these. */
    @Test
    void singleInterfacesKeepTheirOwnSettings() throws TunnelException {
        server.run("sysctl", "-w", "net.ipv4.conf.vs.forwarding=1", "net.ipv4.conf.all.accept_redirects=0")
                .ok();
        server.run("sysctl", "-w", "net.ipv6.conf.vs.accept_ra=1").ok();
        String before = snapshot() + settings();
        LocalShell connection = connect("sh", "tun9");
        ServerEnd end = ServerEnd.configure(
                connection,
                plan(profile(true, false, List.of(), List.of())),
                ServerProbe.probe(connection, SOON),
                SOON);
        assertThat(server.run("sysctl", "-n", "net.ipv6.conf.vs.accept_ra").ok().out())
                .as("or it would lose its default route")
                .isEqualTo("2\n");
        assertThat(end.undo(SOON)).isTrue();
        assertThat(snapshot() + settings()).isEqualTo(before);
    }

    @Test
    void masqueradesWithIptablesWhereThereIsNoNft() throws TunnelException {
        LocalShell connection = connectWithout(Path.of("/usr/sbin/nft"));
        ServerFacts facts = ServerProbe.probe(connection, SOON);
        assertThat(facts.tools()).contains("ip", "iptables").doesNotContain("nft");
        ServerEnd end = ServerEnd.configure(connection, plan(profile(false, true, List.of(), List.of())), facts, SOON);
        assertThat(server.run("iptables-save", "-t", "nat").ok().out())
                .contains("-A POSTROUTING -s 10.5.0.0/30 ! -o tun9 -m comment --comment culvert_tun9 -j MASQUERADE");
        assertThat(end.undo(SOON)).isTrue();
        assertThat(server.run("iptables-save", "-t", "nat").ok().out()).doesNotContain("culvert");
    }

    @Test
    void tellsWhatTheServerHas() throws TunnelException {
        server.run("ip", "route", "add", "192.0.2.0/24", "via", Lab.CLIENT4).ok();
        server.run("ip", "route", "add", "unreachable", "198.51.100.0/24").ok();
        server.run("ip", "-6", "route", "add", "default", "via", Lab.CLIENT6).ok();
        server.run("ip", "tuntap", "add", "tap3", "mode", "tap", "user", "nobody")
                .ok();
        ServerFacts facts = ServerProbe.probe(connect("sh", ""), SOON);
        assertThat(facts.hasShell()).isTrue();
        assertThat(facts.user()).isEqualTo("root");
        assertThat(facts.uid()).isZero();
        assertThat(facts.system()).isEqualTo("Linux");
        assertThat(facts.tunNode()).isTrue();
        assertThat(facts.root()).isEqualTo(ServerFacts.Root.USER);
        assertThat(facts.tools()).contains("ip", "nft");
        assertThat(facts.forwards4()).isFalse();
        assertThat(facts.ipv6()).isTrue();
        assertThat(facts.devices())
                .extracting(ServerFacts.Device::name, ServerFacts.Device::owner, ServerFacts.Device::isTap)
                .containsExactlyInAnyOrder(tuple("tap3", 65534, true), tuple("tun9", -1, false));
        assertThat(facts.devices()).allMatch(ServerFacts.Device::isPersistent);
        assertThat(facts.used().connected()).contains(IpPrefix.parse("10.77.0.0/24"), IpPrefix.parse("fd77::/64"));
        assertThat(facts.used().routed())
                .contains(IpPrefix.parse("192.0.2.0/24"), IpPrefix.parse("198.51.100.0/24"))
                .noneMatch(prefix -> prefix.length() == 0);
    }

    @Test
    void addressesThatTheServerHasElsewhereClash() throws TunnelException {
        server.run("ip", "address", "add", "10.5.0.9/16", "dev", "vs").ok();
        ServerFacts facts = ServerProbe.probe(connect("sh", ""), SOON);
        ServerPlan plan = plan(profile(false, false, List.of(), List.of()));
        assertThat(catchThrowableOfType(TunnelException.class, () -> plan.check(facts))
                        .failure()
                        .facts())
                .containsEntry("address", "10.5.0.2/30")
                .containsEntry("other", "10.5.0.9/16")
                .containsEntry("interface", "vs");
    }

    @Test
    void observesWithoutAnyChange() throws TunnelException {
        assertThat(ServerEnd.observe(connect("sh", "tun0,tun9"), SOON)).contains("tun9");
        assertThat(ServerEnd.observe(connect("sh", ""), SOON)).isEmpty();
    }

    private static Failure failure(LocalShell connection, ServerPlan plan, ServerFacts facts) {
        return catchThrowableOfType(TunnelException.class, () -> ServerEnd.configure(connection, plan, facts, SOON))
                .failure();
    }

    private String forwarding() {
        return server.run("sysctl", "-n", "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding")
                .ok()
                .out();
    }

    /** Whether the server keeps notes of tunnels that forward, in this namespace. */
    private boolean stateLeft() {
        String script = "test -e /run/culvert-server/$(readlink /proc/self/ns/net | tr -cd 0-9)";
        return server.run("sh", "-c", script).status() == 0;
    }

    private String settings() {
        return server.run(
                        "sysctl",
                        "net.ipv4.conf.all.accept_redirects",
                        "net.ipv4.conf.vs.forwarding",
                        "net.ipv6.conf.vs.accept_ra")
                .ok()
                .out();
    }

    /** A device that was up once keeps its queue discipline. */
    private String snapshot() {
        return server.snapshot().replaceAll(" qdisc \\S+", "");
    }

    private void addDevice(String name) {
        server.run("ip", "tuntap", "add", name, "mode", "tun").ok();
    }

    private LocalShell connect(String shell, String sshTunnel) {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", server.name()));
        line.addAll(Arrays.asList(shell.split(" ")));
        line.add("-c");
        LocalShell connection = new LocalShell(Map.of("SSH_TUNNEL", sshTunnel), line.toArray(String[]::new));
        connections.add(connection);
        return connection;
    }

    /** A server on which one program cannot be run. */
    private LocalShell connectWithout(Path program) {
        LocalShell connection = new LocalShell(
                Map.of("SSH_TUNNEL", "tun9"),
                "ip",
                "netns",
                "exec",
                server.name(),
                "sh",
                "-c",
                "mount --bind /dev/null " + program + " && exec sh -c \"$0\"");
        connections.add(connection);
        return connection;
    }

    private static Profile profile(boolean forward, boolean masquerade, List<String> up, List<String> down) {
        Profile base = Profile.of("lab", Profile.Mode.TUN, Profile.Server.of("192.0.2.1"));
        return new Profile(
                base.name(),
                base.mode(),
                base.server(),
                base.auth(),
                base.device(),
                base.network(),
                new Profile.Remote(true, List.of(), forward, masquerade, up, down),
                base.keepalive(),
                base.reconnect(),
                null,
                List.of(),
                List.of(),
                List.of(),
                base.start());
    }

    private static ServerPlan plan(Profile profile) {
        TunnelAddresses addresses = new TunnelAddresses(
                List.of(InterfaceAddress.parse("10.5.0.1/30"), InterfaceAddress.parse("fd05::1/64")),
                List.of(InterfaceAddress.parse("10.5.0.2/30"), InterfaceAddress.parse("fd05::2/64")),
                InterfaceAddress.address("10.5.0.2"));
        return ServerPlan.plan(profile, addresses, 1400);
    }
}
