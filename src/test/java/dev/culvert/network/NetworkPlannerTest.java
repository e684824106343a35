package dev.culvert.network;

import static dev.culvert.network.Profiles.BOTH;
import static dev.culvert.network.Profiles.ONLY_IPV4;
import static dev.culvert.network.Profiles.addresses;
import static dev.culvert.network.Profiles.network;
import static dev.culvert.network.Profiles.prefixes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.profile.Profile;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkPlannerTest {
    private static final LocalNetwork EMPTY = new LocalNetwork(List.of(), List.of(), LocalNetwork.Ipv6.ON);

    @Test
    void layer3() {
        assertThat(describe(plan(Profiles.routes("192.0.2.0/24", "2001:db8:1::/64"), BOTH, EMPTY)))
                .containsExactly(
                        "ip link set dev tun7 mtu 1400",
                        "ip address add 10.78.0.1/24 dev tun7",
                        "ip address add fd78::1/64 dev tun7 nodad",
                        "ip link set dev tun7 up",
                        "ip route add 192.0.2.0/24 dev tun7",
                        "ip route add 2001:db8:1::/64 dev tun7");
    }

    /** A frame needs somebody to be sent to, and duplicates are looked for. */
    @Test
    void ethernet() {
        Profile profile = Profiles.of(
                Profile.Mode.TAP,
                network(List.of(), null, prefixes("192.0.2.0/24", "2001:db8:1::/64"), List.of()),
                Profile.Remote.DEFAULT,
                OptionalInt.empty());
        assertThat(describe(plan(profile, BOTH, EMPTY)))
                .containsExactly(
                        "ip link set dev tun7 mtu 1400",
                        "ip address add 10.78.0.1/24 dev tun7",
                        "ip address add fd78::1/64 dev tun7",
                        "ip link set dev tun7 up",
                        "ip route add 192.0.2.0/24 via 10.78.0.2 dev tun7",
                        "ip route add 2001:db8:1::/64 via fd78::2 dev tun7");
    }

    @Test
    void peerOutsideOurNetworksIsRoutedBeforeItIsAsked() {
        TunnelAddresses single = new TunnelAddresses(
                addresses("10.78.0.1/32"), addresses("10.79.0.1/32"), InterfaceAddress.address("10.79.0.1"));
        NetworkPlan plan = plan(Profiles.routes(), single, EMPTY);
        assertThat(plan.addressSteps())
                .last()
                .extracting(NetworkStep::describe)
                .isEqualTo("ip route add 10.79.0.1/32 dev tun7");
        assertThat(plan.routeSteps()).isEmpty();
    }

    @Test
    void cutsServerAndExcludesOut() {
        Profile profile = Profiles.of(
                Profile.Mode.TUN,
                network(List.of(), null, prefixes("10.0.0.0/14"), prefixes("10.1.0.0/16", "172.16.0.0/12")),
                Profile.Remote.DEFAULT,
                OptionalInt.empty());
        assertThat(routes(plan(profile, BOTH, EMPTY, "10.0.0.0")))
                .containsExactlyElementsOf(Stream.of(
                                "10.0.0.1/32",
                                "10.0.0.2/31",
                                "10.0.0.4/30",
                                "10.0.0.8/29",
                                "10.0.0.16/28",
                                "10.0.0.32/27",
                                "10.0.0.64/26",
                                "10.0.0.128/25",
                                "10.0.1.0/24",
                                "10.0.2.0/23",
                                "10.0.4.0/22",
                                "10.0.8.0/21",
                                "10.0.16.0/20",
                                "10.0.32.0/19",
                                "10.0.64.0/18",
                                "10.0.128.0/17",
                                "10.2.0.0/15")
                        .map(IpPrefix::parse)
                        .toList());
    }

    @Test
    void defaultIsNeverOneRoute() {
        assertThat(routes(plan(Profiles.routes("default"), BOTH, EMPTY)))
                .containsExactlyElementsOf(prefixes("0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"));
    }

    @Test
    void defaultLessTheServersAddresses() {
        NetworkPlan plan = plan(Profiles.routes("default"), BOTH, EMPTY, "198.51.100.7", "2001:db8::7");
        assertThat(routes(plan)).hasSize(160);
        assertThat(plan.claims()).containsExactly(IpPrefix.ALL_IPV4, IpPrefix.ALL_IPV6);
    }

    @Test
    void aFamilyWithoutAddressIsMadeUnreachable() {
        NetworkPlan plan = plan(Profiles.routes("default"), ONLY_IPV4, EMPTY);
        assertThat(plan.routeSteps().stream().map(step -> step.describe() + " | " + step.describeUndo()))
                .containsExactly(
                        "ip route add 0.0.0.0/1 dev tun7 | null",
                        "ip route add 128.0.0.0/1 dev tun7 | null",
                        "ip route add unreachable ::/1 metric 8022 | ip route del unreachable ::/1 metric 8022",
                        "ip route add unreachable 8000::/1 metric 8022 | ip route del unreachable 8000::/1 metric 8022");
        assertThat(plan(
                                Profiles.routes("default"),
                                ONLY_IPV4,
                                new LocalNetwork(List.of(), List.of(), LocalNetwork.Ipv6.NONE))
                        .routeSteps())
                .as("a kernel without IPv6")
                .hasSize(2);
    }

    /** The server on our own LAN: what is cut around its address must not swallow the LAN, nor the gateway in it. */
    @Test
    void moreSpecificRoutesOfOtherInterfacesStay() {
        LocalNetwork local = local("192.168.1.0/24 eth0", "0.0.0.0/0 eth0", "10.0.0.0/8 eth1");
        NetworkPlan plan = plan(Profiles.routes("0.0.0.0/0"), BOTH, local, "192.168.1.7");
        assertThat(routes(plan))
                .hasSize(24)
                .noneMatch(IpPrefix.parse("192.168.1.0/24")::contains)
                .contains(IpPrefix.parse("192.168.0.0/24"), IpPrefix.parse("0.0.0.0/1"));
    }

    @Test
    void ourOwnNetworkIsTheKernelsToRoute() {
        NetworkPlan plan = plan(Profiles.routes("0.0.0.0/0"), BOTH, EMPTY, "10.78.0.200");
        assertThat(routes(plan)).hasSize(24).noneMatch(IpPrefix.parse("10.78.0.0/24")::contains);
    }

    @Test
    void tunnelsThatClaimTheSameAreTold() {
        NetworkPlan one = plan(Profiles.routes("10.0.0.0/8", "default"), BOTH, EMPTY, "192.0.2.1");
        NetworkPlan two = plan(Profiles.routes("0.0.0.0/0"), BOTH, EMPTY, "198.51.100.1");
        NetworkPlan three = plan(Profiles.routes("10.0.0.0/9"), BOTH, EMPTY);
        assertThat(one.sharedClaim(two)).contains(IpPrefix.ALL_IPV4);
        assertThat(one.sharedClaim(three)).isEmpty();
    }

    /** A DNS server that other routes reach, or none, is asked through the tunnel all the same. */
    @Test
    void aDnsServerGetsARouteOfItsOwnWhereTheOthersDoNotLeadToIt() {
        LocalNetwork local = local("192.168.1.0/24 eth0", "0.0.0.0/0 eth0");
        Profile profile = Profiles.dns(
                List.of("10.0.0.53", "192.168.1.1", "172.16.0.53", "10.78.0.2", "2001:db8::53"),
                List.of(),
                "10.0.0.0/8",
                "0.0.0.0/0");
        NetworkPlan plan = plan(profile, BOTH, local);
        assertThat(routes(plan))
                .containsExactlyElementsOf(
                        prefixes("10.0.0.0/8", "0.0.0.0/1", "128.0.0.0/1", "192.168.1.1/32", "2001:db8::53/128"));
        assertThat(plan.claims()).contains(IpPrefix.parse("192.168.1.1/32"));
    }

    private static NetworkPlan plan(Profile profile, TunnelAddresses addresses, LocalNetwork local, String... server) {
        List<InetAddress> servers =
                Arrays.stream(server).map(InterfaceAddress::address).toList();
        return NetworkPlanner.plan(profile, "tun7", servers, addresses, 1400, local);
    }

    static LocalNetwork local(String... routes) {
        List<LocalNetwork.Route> parsed = new ArrayList<>();
        for (String route : routes) {
            int space = route.indexOf(' ');
            parsed.add(new LocalNetwork.Route(route.substring(space + 1), IpPrefix.parse(route.substring(0, space))));
        }
        return new LocalNetwork(List.of(), parsed, LocalNetwork.Ipv6.ON);
    }

    private static List<String> describe(NetworkPlan plan) {
        return plan.steps().stream().map(NetworkStep::describe).toList();
    }

    private static List<IpPrefix> routes(NetworkPlan plan) {
        return plan.routeSteps().stream()
                .map(step -> ((NetworkStep.AddRoute) step).prefix())
                .toList();
    }
}
