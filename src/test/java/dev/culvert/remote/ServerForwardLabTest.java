package dev.culvert.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Forwarding and masquerading, which the server's other tunnels share. */
class ServerForwardLabTest extends ServerLab {
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

    private String settings() {
        return server.run(
                        "sysctl",
                        "net.ipv4.conf.all.accept_redirects",
                        "net.ipv4.conf.vs.forwarding",
                        "net.ipv6.conf.vs.accept_ra")
                .ok()
                .out();
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
}
