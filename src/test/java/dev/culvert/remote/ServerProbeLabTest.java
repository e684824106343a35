package dev.culvert.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.lab.Lab;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the probe tells of a server. */
class ServerProbeLabTest extends ServerLab {
    @Test
    void tellsWhatTheServerHas() throws TunnelException {
        server.run("ip", "route", "add", "192.0.2.0/24", "via", Lab.CLIENT4).ok();
        server.run("ip", "route", "add", "unreachable", "198.51.100.0/24").ok();
        server.run("ip", "-6", "route", "add", "default", "via", Lab.CLIENT6).ok();
        server.run("ip", "tuntap", "add", "tap3", "mode", "tap", "user", "nobody")
                .ok();
        ServerFacts facts = ServerProbe.probe(connect("sh", ""), SOON);
        assertThat(facts.hasShell()).isTrue();
        assertThat(facts.user()).isEqualTo("root");
        assertThat(facts.uid()).isZero();
        assertThat(facts.system()).isEqualTo("Linux");
        assertThat(facts.tunNode()).isTrue();
        assertThat(facts.root()).isEqualTo(ServerFacts.Root.USER);
        assertThat(facts.tools()).contains("ip", "nft");
        assertThat(facts.forwards4()).isFalse();
        assertThat(facts.ipv6()).isTrue();
        assertThat(facts.devices())
                .extracting(ServerFacts.Device::name, ServerFacts.Device::owner, ServerFacts.Device::isTap)
                .containsExactlyInAnyOrder(tuple("tap3", 65534, true), tuple("tun9", -1, false));
        assertThat(facts.devices()).allMatch(ServerFacts.Device::isPersistent);
        assertThat(facts.used().connected()).contains(IpPrefix.parse("10.77.0.0/24"), IpPrefix.parse("fd77::/64"));
        assertThat(facts.used().routed())
                .contains(IpPrefix.parse("192.0.2.0/24"), IpPrefix.parse("198.51.100.0/24"))
                .noneMatch(prefix -> prefix.length() == 0);
    }

    @Test
    void addressesThatTheServerHasElsewhereClash() throws TunnelException {
        server.run("ip", "address", "add", "10.5.0.9/16", "dev", "vs").ok();
        ServerFacts facts = ServerProbe.probe(connect("sh", ""), SOON);
        ServerPlan plan = plan(profile(false, false, List.of(), List.of()));
        assertThat(catchThrowableOfType(TunnelException.class, () -> plan.check(facts))
                        .failure()
                        .facts())
                .containsEntry("address", "10.5.0.2/30")
                .containsEntry("other", "10.5.0.9/16")
                .containsEntry("interface", "vs");
    }
}
