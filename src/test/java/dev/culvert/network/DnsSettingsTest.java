package dev.culvert.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a profile's DNS means, and how it reads in a plan. */
class DnsSettingsTest {
    private static final List<String> SERVERS = List.of("10.0.0.53", "fd00:0:0::53");

    @Test
    void domainsAreSplitOffUnlessAllTrafficTakesTheTunnel() {
        assertThat(words(List.of("Corp.Example.org.", "corp.example.org", "b.example"), "10.0.0.0/8"))
                .isEqualTo("tun7 split 10.0.0.53,fd00::53 corp.example.org,b.example");
        assertThat(words(List.of("b.example"), "10.0.0.0/8", "default"))
                .isEqualTo("tun7 all 10.0.0.53,fd00::53 b.example");
        assertThat(words(List.of("b.example"), "0.0.0.0/0")).startsWith("tun7 all ");
    }

    @Test
    void withoutDomainsEveryNameIsTheServers() {
        assertThat(words(List.of(), "10.0.0.0/8")).isEqualTo("tun7 all 10.0.0.53,fd00::53 -");
    }

    @Test
    void nothingIsSetWithoutServers() {
        assertThat(DnsSettings.of(Profiles.routes("default"), "tun7")).isEmpty();
        assertThat(DnsSettings.of(Profiles.dns(List.of(), List.of()), "tun7")).isEmpty();
    }

    @Test
    void readsAsCommandsWithTheirUndo() {
        assertThat(settings(List.of("b.example"), "10.0.0.0/8").describe(List.of(DnsWay.RESOLVED)))
                .containsExactly(
                        new DnsSettings.Change("resolvectl dns tun7 10.0.0.53 fd00::53", "resolvectl revert tun7"),
                        new DnsSettings.Change("resolvectl domain tun7 '~b.example'", null),
                        new DnsSettings.Change("resolvectl default-route tun7 no", null));
        assertThat(settings(List.of(), "default").describe(List.of(DnsWay.FILE)))
                .containsExactly(new DnsSettings.Change(
                        "/etc/resolv.conf: nameserver 10.0.0.53; nameserver fd00::53",
                        "mv /var/lib/culvert/dns/original /etc/resolv.conf"));
        for (DnsWay way : DnsWay.values()) {
            assertThat(DnsWay.parse(way.word())).isEqualTo(way);
            assertThat(settings(List.of(), "default")
                            .describe(List.of(way))
                            .getFirst()
                            .undo())
                    .as("undo of %s", way)
                    .isNotBlank();
        }
    }

    @Test
    void onlyResolvedAsksOneServerHereAndAnotherThere() {
        assertThat(DnsWay.canSplit(List.of(DnsWay.RESOLVED))).isTrue();
        assertThat(DnsWay.canSplit(List.of(DnsWay.RESOLVED, DnsWay.STUB))).isTrue();
        assertThat(DnsWay.canSplit(List.of(DnsWay.RESOLVED, DnsWay.FILE))).isFalse();
        assertThat(DnsWay.canSplit(List.of(DnsWay.NETWORK_MANAGER))).isFalse();
    }

    private static String words(List<String> domains, String... routes) {
        return settings(domains, routes).words();
    }

    private static DnsSettings settings(List<String> domains, String... routes) {
        return DnsSettings.of(Profiles.dns(SERVERS, domains, routes), "tun7").orElseThrow();
    }
}
