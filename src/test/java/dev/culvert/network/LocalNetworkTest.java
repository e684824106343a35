package dev.culvert.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What iproute2 6.1 prints, shortened. */
class LocalNetworkTest {
    private static final String ADDRESSES = """
            [{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP"],"mtu":65536,"operstate":"UNKNOWN",
              "addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8,"scope":"host","label":"lo"},
                           {"family":"inet6","local":"::1","prefixlen":128,"scope":"host"}]},
             {"ifindex":3,"ifname":"ppp0","flags":["POINTOPOINT","UP"],
              "addr_info":[{"family":"inet","local":"10.9.0.1","address":"10.9.0.2","prefixlen":32}]},
             {"ifindex":4,"ifname":"dummy0","flags":[],"addr_info":[]}]
            """;
    private static final String ROUTES4 = """
            [{"dst":"default","gateway":"192.0.2.254","dev":"eth0","flags":[]},
             {"type":"unreachable","dst":"10.66.0.0/16","metric":4,"flags":[]},
             {"dst":"10.5.0.0/16","flags":[],"nexthops":[{"gateway":"192.0.2.9","dev":"eth0"},{"dev":"eth1"}]},
             {"dst":"10.6.0.7","dev":"eth0","scope":"link","flags":[]}]
            """;
    private static final String ROUTES6 = """
            [{"type":"unreachable","dst":"2000::/3","dev":"lo","metric":8022,"flags":[],"pref":"medium"},
             {"dst":"default","gateway":"fe80::1","dev":"eth0","protocol":"ra"}]
            """;

    @Test
    void readsAddressesAndRoutes() {
        LocalNetwork local = LocalNetwork.of(IpListing.of(ADDRESSES, ROUTES4, ROUTES6), LocalNetwork.Ipv6.ON);
        assertThat(local.addresses())
                .containsExactly(
                        new LocalNetwork.Address("lo", InterfaceAddress.parse("127.0.0.1/8")),
                        new LocalNetwork.Address("lo", InterfaceAddress.parse("::1/128")),
                        new LocalNetwork.Address("ppp0", InterfaceAddress.parse("10.9.0.1/32")));
        assertThat(local.routes())
                .containsExactly(
                        new LocalNetwork.Route("eth0", IpPrefix.ALL_IPV4),
                        new LocalNetwork.Route("(unreachable)", IpPrefix.parse("10.66.0.0/16")),
                        new LocalNetwork.Route("eth0", IpPrefix.parse("10.5.0.0/16")),
                        new LocalNetwork.Route("eth0", IpPrefix.parse("10.6.0.7/32")),
                        new LocalNetwork.Route("(unreachable)", IpPrefix.parse("2000::/3")),
                        new LocalNetwork.Route("eth0", IpPrefix.ALL_IPV6));
    }

    @Test
    void tellsWhatIsUsed() {
        LocalNetwork local = LocalNetwork.of(IpListing.of(ADDRESSES, ROUTES4, ROUTES6), LocalNetwork.Ipv6.ON);
        assertThat(local.used().ipv6()).isTrue();
        assertThat(LocalNetwork.of(IpListing.of("", "", ""), LocalNetwork.Ipv6.OFF_FOR_NEW_INTERFACES)
                        .used()
                        .ipv6())
                .isFalse();
        assertThat(local.used().connected())
                .containsExactlyElementsOf(Profiles.prefixes("127.0.0.0/8", "::1/128", "10.9.0.1/32"));
        assertThat(local.used().routed())
                .containsExactlyElementsOf(Profiles.prefixes("10.66.0.0/16", "10.5.0.0/16", "10.6.0.7/32", "2000::/3"));
        assertThat(local.without("lo", List.of()).addresses()).hasSize(1);
    }

    @Test
    void anEmptyMachine() {
        assertThat(LocalNetwork.of(IpListing.of("[]", "", "[ ]\n"), LocalNetwork.Ipv6.ON))
                .isEqualTo(LocalNetwork.of(IpListing.of("", "[]", ""), LocalNetwork.Ipv6.ON));
    }
}
