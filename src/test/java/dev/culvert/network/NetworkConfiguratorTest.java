package dev.culvert.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a machine of the test's own that keeps what {@code ip} was told, and fails or dies where it is told to. */
class NetworkConfiguratorTest {
    private static final LocalNetwork EMPTY = new LocalNetwork(List.of(), List.of(), LocalNetwork.Ipv6.ON);
    private static final NetworkPlan PLAN =
            NetworkPlanner.plan(Profiles.routes("default"), "tun7", List.of(), Profiles.ONLY_IPV4, 1400, EMPTY);

    @TempDir
    Path dir;

    private final FakeMachine machine = new FakeMachine();

    @Test
    void appliesInPhasesAndTakesAllBack() throws Exception {
        NetworkConfigurator network = new NetworkConfigurator(machine, journal(), DnsControl.NONE);
        network.applyAddresses(PLAN);
        assertThat(machine.state())
                .containsExactly("link set dev tun7 mtu 1400", "address 10.78.0.1/24 dev tun7", "link set dev tun7 up");
        network.setRoutes(PLAN);
        assertThat(machine.state()).contains("route 0.0.0.0/1 dev tun7", "route unreachable ::/1 metric 8022");
        assertThat(machine.batches()).isEqualTo(2);
        network.undo();
        assertThat(machine.state()).containsExactly("link set dev tun7 mtu 1400", "link set dev tun7 down");
        assertThat(dir).isEmptyDirectory();
        int commands = machine.commands();
        network.undo();
        assertThat(machine.commands()).as("a second undo").isEqualTo(commands);
    }

    @Test
    void whatWentWithTheInterfaceIsNotLookedForUnderItsName() throws Exception {
        NetworkConfigurator network = new NetworkConfigurator(machine, journal(), DnsControl.NONE);
        network.applyAddresses(PLAN);
        network.setRoutes(PLAN);
        machine.replaceInterface();
        network.undo();
        assertThat(machine.state())
                .contains("address 10.78.0.1/24 dev tun7")
                .noneMatch(line -> line.contains("unreach"));
    }

    @Test
    void aFailureNamesItsStepAndLeavesNothing() throws Exception {
        for (int fails = 0; fails < PLAN.steps().size(); fails++) {
            FakeMachine failing = new FakeMachine();
            failing.failAt(fails);
            NetworkConfigurator network = new NetworkConfigurator(failing, journal(), DnsControl.NONE);
            Failure failure = catchThrowableOfType(TunnelException.class, () -> {
                        network.applyAddresses(PLAN);
                        network.setRoutes(PLAN);
                    })
                    .failure();
            assertThat(failure)
                    .isEqualTo(Failure.of(
                            FailureCause.LOCAL_STEP_FAILED,
                            "step",
                            PLAN.steps().get(fails).describe(),
                            "reason",
                            "File exists"));
            assertThat(failing.state()).noneMatch(line -> !line.startsWith("link"));
            assertThat(dir).isEmptyDirectory();
        }
    }

    /** Killed before, within and after each step: the next start finds in the journal what the kernel did not undo. */
    @Test
    void killedAnywhereTheNextStartUndoesTheRest() throws Exception {
        for (int kill = 0; kill <= 2 * PLAN.steps().size(); kill++) {
            FakeMachine dying = new FakeMachine();
            dying.dieAt(kill);
            NetworkConfigurator network = new NetworkConfigurator(dying, journal(), DnsControl.NONE);
            try {
                network.applyAddresses(PLAN);
                network.setRoutes(PLAN);
                network.undo();
            } catch (FakeMachine.Killed e) {
                dying.revive();
            }
            dying.dropInterface();
            NetworkConfigurator.recover(dying, journal());
            assertThat(dying.state()).as("killed at %d", kill).isEmpty();
            assertThat(dir).as("killed at %d", kill).isEmptyDirectory();
        }
    }

    @Test
    void nothingIsDoneThatCannotBeJournalled() throws Exception {
        Journal journal = journal();
        NetworkConfigurator network = new NetworkConfigurator(machine, journal, DnsControl.NONE);
        network.applyAddresses(PLAN);
        java.nio.file.Files.delete(dir);
        assertThatThrownBy(() -> network.setRoutes(PLAN)).isInstanceOf(TunnelException.class);
        assertThat(machine.state()).noneMatch(line -> line.startsWith("route"));
    }

    /** Names first: what asks the tunnel's servers must not find the tunnel gone. */
    @Test
    void dnsIsTakenBackFirstAndEvenWhenItFailed() throws Exception {
        List<String> asked = new ArrayList<>();
        DnsControl refusing = new DnsControl() {
            @Override
            public List<DnsWay> ways() {
                return List.of(DnsWay.FILE);
            }

            @Override
            public List<DnsWay> set(DnsSettings settings) throws TunnelException {
                asked.add("set " + settings.words());
                throw SystemTool.failed("dns", "/etc/resolv.conf");
            }

            @Override
            public void unset(String interfaceName) {
                asked.add(
                        "unset " + interfaceName + ", routes " + machine.state().size());
            }
        };
        NetworkConfigurator network = new NetworkConfigurator(machine, journal(), refusing);
        network.applyAddresses(PLAN);
        network.setRoutes(PLAN);
        int lines = machine.state().size();
        assertThatThrownBy(() -> network.setDns(
                        new DnsSettings("tun7", List.of(InterfaceAddress.address("10.0.0.53")), List.of(), true)))
                .isInstanceOf(TunnelException.class);
        network.undo();
        assertThat(asked).containsExactly("set tun7 all 10.0.0.53 -", "unset tun7, routes " + lines);
        assertThat(machine.state()).containsExactly("link set dev tun7 mtu 1400", "link set dev tun7 down");
    }

    private Journal journal() throws IOException {
        return Journal.open(dir, "boot");
    }
}
