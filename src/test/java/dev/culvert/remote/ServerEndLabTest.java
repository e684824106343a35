package dev.culvert.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script of the server's end in every shell, and every way it can end. */
class ServerEndLabTest extends ServerLab {
    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void configuresAndUndoes(String shell) throws TunnelException {
        String before = snapshot();
        LocalShell connection = connect(shell, "tun0,tun9");
        ServerFacts facts = ServerProbe.probe(connection, SOON);
        ServerPlan plan = plan(profile(true, true, List.of("echo up >&2"), List.of("echo down >&2")));
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
                        FailureCause.REMOTE_NOT_CONFIGURABLE,
                        "user",
                        "nobody",
                        "reason",
                        "root",
                        "unit",
                        "9",
                        "here",
                        "[\"10.5.0.1/30\", \"fd05::1/64\"]",
                        "there",
                        "[\"10.5.0.2/30\", \"fd05::2/64\"]",
                        "commands",
                        """
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
        ServerPlan plan = new ServerPlan(
                List.of(new ServerStep.LinkUp(), new ServerStep.SetMtu(70_000)), "", Layer.IP, List.of());
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
    void observesWithoutAnyChange() throws TunnelException {
        assertThat(ServerEnd.observe(connect("sh", "tun0,tun9"), SOON)).contains("tun9");
        assertThat(ServerEnd.observe(connect("sh", ""), SOON)).isEmpty();
    }
}
