package dev.culvert.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.Namespace;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
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
        assertThat(server.run("sysctl", "-n", "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding")
                        .ok()
                        .out())
                .isEqualTo("1\n1\n");
        assertThat(server.run("nft", "list", "ruleset").ok().out())
                .contains("ip saddr 10.5.0.0/30", "ip6 saddr fd05::/64", "masquerade");
        assertThat(end.undo(SOON)).isTrue();
        assertThat(snapshot()).isEqualTo(before);
        assertThat(end.awaitDeviceGone(SOON)).isTrue();
        end.close();
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
