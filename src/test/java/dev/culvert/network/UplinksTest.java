package dev.culvert.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** What counts as a change of this machine's way to the outside. JSON as iproute2 6.1 prints it. */
class UplinksTest {
    private static final String ADDRESSES = """
            [{"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"addr_info":[{"local":"127.0.0.1","prefixlen":8}]},
             {"ifname":"eth0","flags":["BROADCAST","UP","LOWER_UP"],"addr_info":[{"local":"192.0.2.7","prefixlen":24,
              "valid_life_time":%d}]},
             {"ifname":"tun0","flags":["POINTOPOINT","UP","LOWER_UP"],"addr_info":[{"local":"10.0.0.1","prefixlen":30}]}]
            """;
    private static final String ROUTES = """
            [{"dst":"default","gateway":"192.0.2.1","dev":"eth0","metric":100,"flags":[%s]},
             {"dst":"192.0.2.0/24","dev":"eth0","flags":[]},
             {"dst":"0.0.0.0/1","dev":"tun0","flags":[]},
             {"type":"unreachable","dst":"203.0.113.0/24","metric":8022,"flags":[]}]
            """;
    private static final Uplinks USUAL = read(ADDRESSES.formatted(600), ROUTES.formatted(""));

    @Test
    void theTunnelsOwnAndWhatLeadsNowhereDoNotCount() {
        assertThat(USUAL.entries())
                .containsExactlyInAnyOrder(
                        "address lo 127.0.0.1",
                        "address eth0 192.0.2.7",
                        "route eth0 default via 192.0.2.1 100",
                        "route eth0 192.0.2.0/24 via  ");
    }

    @Test
    void aLeaseThatRunsDownIsNoChange() {
        assertThat(read(ADDRESSES.formatted(599), ROUTES.formatted(""))).isEqualTo(USUAL);
    }

    @Test
    void anotherAddressIsOne() {
        assertThat(read(ADDRESSES.formatted(600).replace("192.0.2.7", "192.0.2.8"), ROUTES.formatted("")))
                .isNotEqualTo(USUAL);
    }

    @Test
    void aCableThatIsPulledIsOne() {
        String pulled = ADDRESSES.formatted(600).replace("\"BROADCAST\",\"UP\",\"LOWER_UP\"", "\"BROADCAST\",\"UP\"");
        Uplinks down = read(pulled, ROUTES.formatted("\"linkdown\""));
        assertThat(down).isNotEqualTo(USUAL);
        assertThat(down.entries()).noneMatch(entry -> entry.contains("default"));
    }

    private static Uplinks read(String addresses, String routes) {
        return Uplinks.of(IpListing.of(addresses, routes, ""), Set.of("tun0"));
    }
}
