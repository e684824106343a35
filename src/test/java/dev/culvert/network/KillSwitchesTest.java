package dev.culvert.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is told to {@code nft}, what is believed of what it tells, and whose a closed kill switch is to open. */
class KillSwitchesTest {
    private static final long ANN = 1000;
    private static final long HELPER = 999;
    private static final InetSocketAddress SERVER4 = new InetSocketAddress(InterfaceAddress.address("192.0.2.1"), 22);
    private static final InetSocketAddress SERVER6 = new InetSocketAddress(InterfaceAddress.address("2001:db8::1"), 22);

    private final FakeNft nft = new FakeNft();
    private final List<Map<String, String>> notes = new ArrayList<>();
    private final FakeMachine machine = new FakeMachine();
    private final KillSwitches switches = new KillSwitches(() -> nft, ANN, HELPER, notes::add);

    /** Answers with what it is set to, and keeps what it is told. */
    private static final class FakeNft implements NftTool {
        final List<String> applied = new ArrayList<>();
        Optional<String> table = Optional.empty();
        boolean fails;

        @Override
        public void apply(String transaction) throws TunnelException {
            if (fails) {
                throw SystemTool.failed("nft -f -", "as the test wants it");
            }
            applied.add(transaction);
        }

        @Override
        public Optional<String> table(String name) {
            return table;
        }
    }

    @Test
    void allButTheTunnelItsConnectionAndWhatIsExcludedIsRefused() throws IOException {
        KillSwitchPlan plan = new KillSwitchPlan(
                ANN,
                "tun",
                "office",
                Profiles.prefixes("default", "10.0.0.0/8"),
                Profiles.prefixes("198.51.100.0/24", "198.51.100.7/32"),
                List.of(SERVER4, SERVER6),
                HELPER,
                OptionalInt.of(7));
        assertThat(KillSwitchRules.close(plan, List.of(new KillSwitchRules.Jump("tunnels", 31))))
                .isEqualTo(golden().replace("ID", plan.id()));
    }

    private static String golden() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(KillSwitchesTest.class.getResourceAsStream("/killswitch/default.nft"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void onlyTheRoutesOfTheProfileAreRefused() {
        KillSwitchPlan plan = switches.plan(killSwitch("192.0.2.0/24", "2001:db8:1::/64"), List.of());
        assertThat(KillSwitchRules.close(plan, List.of()))
                .contains("add element inet culvert claim4_ID { 192.0.2.0/24 }".replace("ID", plan.id()))
                .contains("guard_ID ip daddr @claim4_ID goto refuse".replace("ID", plan.id()))
                .contains("guard_ID ip6 daddr @claim6_ID goto refuse".replace("ID", plan.id()))
                .doesNotContain("nfproto ipv4 goto");
    }

    @Test
    void whatIsFoundIsBelievedAsFarAsItFits() {
        String id = KillSwitchPlan.id(ANN, "büro 50% \"x_ID");
        String label = KillSwitchRules.label(ANN, "tap", "büro 50% \"x_ID");
        String json = table(id, label, "10.77.0.2");
        assertThat(FoundSwitch.all(json))
                .containsExactly(new FoundSwitch(
                        ANN,
                        "tap",
                        "büro 50% \"x_ID",
                        List.of(new InetSocketAddress(InterfaceAddress.address("10.77.0.2"), 22)),
                        true));
        assertThat(FoundSwitch.jumps(json, id))
                .containsExactly(new KillSwitchRules.Jump("tunnels", 24), new KillSwitchRules.Jump("endings", 27));
        assertThat(FoundSwitch.jumps(json, "0123456789abcdef")).isEmpty();
        assertThat(FoundSwitch.all(table(KillSwitchPlan.id(ANN, "other"), label, "10.77.0.2")))
                .as("a name that is not of this part")
                .isEmpty();
        assertThat(FoundSwitch.all(table(id, label + "%zz", "10.77.0.2"))).isEmpty();
        assertThat(FoundSwitch.all(table(id, label, "example.org")))
                .as("looks no name up")
                .allSatisfy(found -> assertThat(found.servers()).isEmpty());
        for (String garbage : List.of("", "[]", "{\"nftables\": 7}", "{\"nftables\": [{\"rule\": []}]}", "{")) {
            assertThat(FoundSwitch.all(garbage)).isEmpty();
        }
    }

    private static String table(String id, String label, String server) {
        return """
                {"nftables": [{"table": {"family": "inet", "name": "culvert"}},
                {"set": {"name": "pause_ID", "elem": [{"elem": {"val": "ipv4", "timeout": 300, "expires": 299}}]}},
                {"set": {"name": "ssh4_ID", "elem": [{"concat": ["SERVER", 22]}]}}, {"set": {"name": "ssh6_ID"}},
                {"rule": {"chain": "name_ID", "comment": "LABEL1", "expr": [{"return": null}]}},
                {"rule": {"chain": "name_ID", "comment": "LABEL2", "expr": [{"return": null}]}},
                {"rule": {"chain": "tunnels", "handle": 24, "expr": [{"jump": {"target": "let_ID"}}]}},
                {"rule": {"chain": "tunnels", "handle": 25, "expr": [{"jump": {"target": "let_0000000000000000"}}]}},
                {"rule": {"chain": "mine", "handle": 26, "expr": [{"jump": {"target": "let_ID"}}]}},
                {"rule": {"chain": "endings", "handle": 27, "expr": [{"jump": {"target": "end_ID"}}]}}]}""".replace("ID", id)
                .replace("LABEL1", label.substring(0, 9))
                .replace("LABEL2", label.substring(9))
                .replace("SERVER", server);
    }

    /** It is written down before it is closed, and until after it is open: a death between the two leaves nothing unseen. */
    @Test
    void whatMayBeClosedIsWrittenDown() throws Exception {
        KillSwitch office = switches.of(killSwitch("default"), machine);
        nft.fails = true;
        assertThatThrownBy(() -> office.letServers(List.of(SERVER4.getAddress()), 22))
                .isInstanceOf(TunnelException.class);
        assertThat(notes.getLast()).containsExactly(Map.entry("office", "tun"));
        nft.fails = false;
        office.giveUp();
        assertThat(notes.getLast()).isEmpty();
        assertThat(nft.applied).hasSize(2).last().asString().endsWith("delete table inet culvert\n");
    }

    @Test
    void aConnectThatFailsOpensWhatItClosed() throws Exception {
        KillSwitch office = switches.of(killSwitch("default"), machine);
        office.letServers(List.of(SERVER4.getAddress()), 22);
        assertThat(switches.closed()).containsKey("office");
        office.giveUp();
        assertThat(switches.closed()).isEmpty();
    }

    @Test
    void whatWasClosedBeforeStaysClosedWhenAConnectFails() throws Exception {
        nft.table = Optional.of(
                table(KillSwitchPlan.id(ANN, "office"), KillSwitchRules.label(ANN, "tun", "office"), "192.0.2.1"));
        KillSwitches next = new KillSwitches(() -> nft, ANN, HELPER, notes::add);
        assertThat(next.closed()).containsExactly(Map.entry("office", "tun"));
        KillSwitch office = next.of(killSwitch("default"), machine);
        assertThat(office.knownServers()).containsExactly(SERVER4.getAddress());
        office.letServers(List.of(SERVER6.getAddress()), 22);
        assertThat(nft.applied.getLast()).contains("delete rule inet culvert tunnels handle 24\n");
        office.giveUp();
        assertThat(next.closed()).containsKey("office");
        next.openLeft("office");
        assertThat(next.closed()).isEmpty();
        assertThat(new KillSwitches(() -> nft, ANN + 1, HELPER, notes::add).closed())
                .as("another user's")
                .isEmpty();
    }

    /** A {@code down} that comes late must not open what an {@code up} after it has closed. */
    @Test
    void aTunnelThatIsUpKeepsItClosed() throws Exception {
        KillSwitch first = switches.of(killSwitch("default"), machine);
        first.letServers(List.of(SERVER4.getAddress()), 22);
        KillSwitch second = switches.of(killSwitch("default"), machine);
        second.letServers(List.of(SERVER4.getAddress()), 22);
        first.leave();
        switches.openLeft("office");
        assertThat(switches.closed()).containsKey("office");
        second.leave();
        switches.openLeft("office");
        assertThat(switches.closed()).isEmpty();
    }

    @Test
    void aPauseEndsWhenTheTunnelIsMade() throws Exception {
        assertThat(switches.pause("office", Duration.ofMinutes(5))).isFalse();
        KillSwitch office = switches.of(killSwitch("default"), machine);
        office.letServers(List.of(SERVER4.getAddress()), 22);
        assertThat(switches.pause("office", Duration.ofMinutes(5))).isTrue();
        assertThat(nft.applied.getLast()).contains("{ ipv4 timeout 300s, ipv6 timeout 300s }");
        assertThat(office.isPaused()).isTrue();
        office.letThrough("tun0");
        assertThat(office.isPaused()).isFalse();
        assertThat(nft.applied.get(nft.applied.size() - 2))
                .contains("device_" + KillSwitchPlan.id(ANN, "office") + " { 5 }");
        assertThat(nft.applied.getLast())
                .startsWith("flush set inet culvert pause_")
                .doesNotContain("add");
        office.letServers(List.of(SERVER6.getAddress()), 22);
        assertThat(nft.applied.getLast())
                .as("the server's address changed, the tunnel's interface did not")
                .contains(" { 5 }", "2001:db8::1 . 22");
    }

    @Test
    void aProfileThatAsksForNoneNeedsNoNft() throws Exception {
        KillSwitches none = new KillSwitches(
                () -> {
                    throw new TunnelException(FailureCause.NO_NFT);
                },
                ANN,
                HELPER,
                notes::add);
        KillSwitch plain = none.of(Profiles.routes("default"), machine);
        plain.require();
        plain.letServers(List.of(SERVER4.getAddress()), 22);
        plain.letThrough("tun0");
        plain.giveUp();
        assertThatThrownBy(() -> none.of(killSwitch("default"), machine).require())
                .isInstanceOfSatisfying(
                        TunnelException.class,
                        e -> assertThat(e.failure().cause()).isEqualTo(FailureCause.NO_NFT));
    }

    @Test
    void aPlanClosesNothing() throws Exception {
        KillSwitch office = switches.of(killSwitch("default"), machine);
        office.onlyPlan();
        office.letServers(List.of(SERVER4.getAddress(), SERVER6.getAddress()), 22);
        assertThat(nft.applied).isEmpty();
        KillSwitchPlan plan = office.plan().orElseThrow();
        assertThat(plan.describe("tun0"))
                .contains("0.0.0.0/0, ::/0 but to tun0, lo, 192.0.2.1:22 (uid 999), [2001:db8::1]:22 (uid 999), ");
    }

    @Test
    void aFailureTellsWhatIsClosed() throws Exception {
        switches.of(killSwitch("default"), machine).letServers(List.of(SERVER4.getAddress()), 22);
        Failure login = Failure.of(FailureCause.LOGIN_REFUSED);
        Failure name = Failure.of(FailureCause.NAME_NOT_RESOLVED, "host", "h");
        assertThat(switches.tell("office", login).facts()).containsEntry("killSwitch", "office");
        assertThat(switches.tell("home", login)).isEqualTo(login);
        assertThat(switches.tell("home", name).facts())
                .containsEntry("killSwitch", "office")
                .containsEntry("host", "h");
    }

    private static Profile killSwitch(String... routes) {
        Profile.Network network = Profiles.routes(routes).network();
        return Profiles.of(
                Profile.Mode.TUN,
                new Profile.Network(List.of(), false, null, network.routes(), List.of(), null, true),
                Profile.Remote.DEFAULT,
                OptionalInt.empty());
    }
}
