package dev.culvert.network;

import static dev.culvert.network.NetworkPlannerTest.local;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.TunnelException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClashCheckTest {
    @Test
    void anAddressInAConnectedNetwork() {
        LocalNetwork local = new LocalNetwork(
                List.of(new LocalNetwork.Address("eth0", InterfaceAddress.parse("10.78.0.77/16"))),
                List.of(),
                LocalNetwork.Ipv6.ON);
        assertThat(clash(local))
                .isEqualTo(Failure.of(
                        FailureCause.ADDRESS_CLASH,
                        "address",
                        "10.78.0.1/24",
                        "other",
                        "10.78.0.77/16",
                        "interface",
                        "eth0"));
    }

    @Test
    void theSameRouteOnAnotherInterface() {
        assertThat(clash(local("10.0.0.0/8 eth1"), "10.0.0.0/8"))
                .isEqualTo(Failure.of(FailureCause.ROUTE_CLASH, "route", "10.0.0.0/8", "interface", "eth1"));
    }

    @Test
    void otherRoutesAndTheMachinesDefaultAreNoClash() {
        assertThatCode(() -> check(local("0.0.0.0/0 eth0", "10.0.0.0/16 eth1", "::/0 eth0"), "default", "10.0.0.0/8"))
                .doesNotThrowAnyException();
    }

    @Test
    void anotherTunnelsDefault() {
        assertThat(clash(local("0.0.0.0/0 eth0", "0.0.0.0/1 tun0", "128.0.0.0/1 tun0"), "default"))
                .isEqualTo(Failure.of(FailureCause.ROUTE_CLASH, "route", "0.0.0.0/1", "interface", "tun0"));
    }

    /** Its server's addresses cut its halves into other parts than ours. */
    @Test
    void anotherTunnelsDefaultInOtherParts() {
        assertThat(clash(local("0.0.0.0/2 tun0", "64.0.0.0/3 tun0", "128.0.0.0/2 tun0"), "default"))
                .isEqualTo(Failure.of(FailureCause.ROUTE_CLASH, "route", "0.0.0.0/0", "interface", "tun0"));
    }

    @Test
    void aDnsServerThatNoTunnelLeadsTo() {
        for (String server : List.of("198.51.100.7", "2001:db8::53")) {
            NetworkPlan plan = NetworkPlanner.plan(
                    Profiles.dns(List.of("10.0.0.53", server), List.of(), "default"),
                    "tun7",
                    List.of(InterfaceAddress.address("198.51.100.7")),
                    Profiles.ONLY_IPV4,
                    1400,
                    local());
            assertThat(catchThrowableOfType(TunnelException.class, () -> ClashCheck.check(plan, local()))
                            .failure())
                    .isEqualTo(Failure.of(FailureCause.DNS_NOT_IN_TUNNEL, "server", server));
        }
    }

    private static Failure clash(LocalNetwork local, String... routes) {
        return catchThrowableOfType(TunnelException.class, () -> check(local, routes))
                .failure();
    }

    private static void check(LocalNetwork local, String... routes) throws TunnelException {
        ClashCheck.check(
                NetworkPlanner.plan(Profiles.routes(routes), "tun7", List.of(), Profiles.BOTH, 1400, local), local);
    }
}
