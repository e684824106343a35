package dev.culvert.remote;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.lab.Lab;
import dev.culvert.lab.Namespace;
import dev.culvert.net.Failure;
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

/** A namespace that plays the server, its shells, and a persistent tun device that plays sshd's. */
@Tag("lab")
abstract class ServerLab {
    static final Duration SOON = Duration.ofSeconds(20);

    Lab lab;
    Namespace server;
    final List<LocalShell> connections = new ArrayList<>();

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

    static Failure failure(LocalShell connection, ServerPlan plan, ServerFacts facts) {
        return catchThrowableOfType(TunnelException.class, () -> ServerEnd.configure(connection, plan, facts, SOON))
                .failure();
    }

    final String forwarding() {
        return server.run("sysctl", "-n", "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding")
                .ok()
                .out();
    }

    /** Whether the server keeps notes of tunnels that forward, in this namespace. */
    final boolean stateLeft() {
        String script = "test -e /run/culvert-server/$(readlink /proc/self/ns/net | tr -cd 0-9)";
        return server.run("sh", "-c", script).status() == 0;
    }

    /** A device that was up once keeps its queue discipline. */
    final String snapshot() {
        return server.snapshot().replaceAll(" qdisc \\S+", "");
    }

    final void addDevice(String name) {
        server.run("ip", "tuntap", "add", name, "mode", "tun").ok();
    }

    final LocalShell connect(String shell, String sshTunnel) {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", server.name()));
        line.addAll(Arrays.asList(shell.split(" ")));
        line.add("-c");
        LocalShell connection = new LocalShell(Map.of("SSH_TUNNEL", sshTunnel), line.toArray(String[]::new));
        connections.add(connection);
        return connection;
    }

    static Profile profile(boolean forward, boolean masquerade, List<String> up, List<String> down) {
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

    static ServerPlan plan(Profile profile) {
        TunnelAddresses addresses = new TunnelAddresses(
                List.of(InterfaceAddress.parse("10.5.0.1/30"), InterfaceAddress.parse("fd05::1/64")),
                List.of(InterfaceAddress.parse("10.5.0.2/30"), InterfaceAddress.parse("fd05::2/64")),
                InterfaceAddress.address("10.5.0.2"));
        return ServerPlan.plan(profile, addresses, 1400);
    }
}
