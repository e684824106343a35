package dev.culvert.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What sshd's two answers come to, by what the probe saw; the same on real servers is in {@code DoctorLabTest}. */
class RefusalFactsTest {
    private static final ServerFacts.Device ANNS = new ServerFacts.Device("tun101", 1000, 0x0801, "ann", false);
    private static final ServerFacts.Device BOBS = new ServerFacts.Device("tun5", 7, 0x0801, "bob", false);
    private static final ServerFacts.Device OPEN = new ServerFacts.Device("tun6", 0, 0x0801, "root", true);
    private static final ServerFacts.Device UNNAMED = new ServerFacts.Device("tap9", 7, 0x0802, "", false);

    @Test
    void aLoginWithoutPrivilegeIsToldWhichNumberToUse() {
        assertThat(notOpened(1000, true, Layer.IP, OptionalInt.empty(), BOBS))
                .isEqualTo(new Failure(
                        FailureCause.REMOTE_DEVICE_DENIED, Map.of("user", "ann", "mode", "tun", "free", "101")));
        assertThat(notOpened(1000, true, Layer.IP, OptionalInt.empty(), ANNS).facts())
                .containsEntry("own", "101")
                .doesNotContainKey("free");
        assertThat(notOpened(1000, true, Layer.IP, OptionalInt.of(3)).facts())
                .as("the number that the profile asks for, as nothing has it")
                .containsEntry("free", "3");
    }

    @Test
    void anothersDeviceIsNamedWithItsOwner() {
        assertThat(notOpened(1000, true, Layer.IP, OptionalInt.of(5), BOBS))
                .isEqualTo(new Failure(
                        FailureCause.REMOTE_DEVICE_OTHERS,
                        Map.of(
                                "user", "ann", "mode", "tun", "unit", "5", "device", "tun5", "free", "101", "owner",
                                "bob")));
        assertThat(notOpened(1000, true, Layer.ETHERNET, OptionalInt.of(9), UNNAMED)
                        .facts())
                .containsEntry("owner", "uid 7");
    }

    @Test
    void aDeviceThatIsOpenIsBusy() {
        assertThat(notOpened(0, true, Layer.IP, OptionalInt.of(6), OPEN).cause())
                .isEqualTo(FailureCause.REMOTE_DEVICE_BUSY);
        ServerFacts.Device another = new ServerFacts.Device("tun6", -1, 0x0001, "", false);
        assertThat(notOpened(0, true, Layer.IP, OptionalInt.of(6), another).cause())
                .as("one that does not stay by itself is there because it is open")
                .isEqualTo(FailureCause.REMOTE_DEVICE_BUSY);
    }

    @Test
    void aContainerLacksNodeOrCapability() {
        assertThat(notOpened(0, false, Layer.IP, OptionalInt.empty()).facts()).containsEntry("lacks", "/dev/net/tun");
        ServerFacts bound = facts(0, true, false);
        assertThat(explain(bound, Optional.empty(), Layer.IP, OptionalInt.empty()))
                .isEqualTo(new Failure(
                        FailureCause.REMOTE_TUN_MISSING,
                        Map.of("user", "root", "mode", "tun", "lacks", "CAP_NET_ADMIN")));
    }

    @Test
    void theUnitOfAuthorizedKeysWins() {
        Optional<KeyOptions> key = KeyOptions.parse("/root/.ssh/authorized_keys:3: key options: command tun=3");
        assertThat(explain(facts(0, true, true), key, Layer.IP, OptionalInt.of(5)))
                .isEqualTo(new Failure(
                        FailureCause.REMOTE_UNIT_FORCED,
                        Map.of(
                                "user",
                                "root",
                                "mode",
                                "tun",
                                "place",
                                "/root/.ssh/authorized_keys:3",
                                "unit",
                                "5",
                                "forced",
                                "3")));
        assertThat(explain(facts(1000, true, true, BOBS), key, Layer.IP, OptionalInt.of(3))
                        .cause())
                .as("the same unit explains nothing")
                .isEqualTo(FailureCause.REMOTE_DEVICE_DENIED);
    }

    @Test
    void whatNothingExplainsStaysUnexplained() {
        assertThat(notOpened(0, true, Layer.IP, OptionalInt.of(9)).cause())
                .isEqualTo(FailureCause.REMOTE_DEVICE_NOT_OPENED);
        assertThat(explain(ServerFacts.UNKNOWN, Optional.empty(), Layer.IP, OptionalInt.empty())
                        .cause())
                .isEqualTo(FailureCause.REMOTE_DEVICE_NOT_OPENED);
    }

    @Test
    void aPolicyIsToldWithLoginAndKind() {
        assertThat(RefusalFacts.explain(
                        Failure.of(FailureCause.TUNNEL_NOT_PERMITTED),
                        "ann",
                        Optional.empty(),
                        ServerFacts.UNKNOWN,
                        Layer.ETHERNET,
                        OptionalInt.empty()))
                .isEqualTo(Failure.of(FailureCause.TUNNEL_NOT_PERMITTED, "user", "ann", "mode", "tap"));
        Failure other = Failure.of(FailureCause.TUNNEL_REFUSED);
        assertThat(RefusalFacts.explain(
                        other, "ann", Optional.empty(), ServerFacts.UNKNOWN, Layer.IP, OptionalInt.empty()))
                .isEqualTo(other);
    }

    /** As sshd 9.2 sent it, and texts that only look like it. */
    @Test
    void keyOptionsAreRead() {
        assertThat(KeyOptions.parse("/home/ann/.ssh/authorized_keys:1: key options: command tun=3"))
                .contains(new KeyOptions("/home/ann/.ssh/authorized_keys:1", true, OptionalInt.of(3)));
        assertThat(KeyOptions.parse("/a:12: key options: agent-forwarding port-forwarding pty user-rc"))
                .contains(new KeyOptions("/a:12", false, OptionalInt.empty()));
        assertThat(KeyOptions.parse("Failed to open the tunnel device.")).isEmpty();
        assertThat(KeyOptions.parse("/a:1: key options: tun=99999999999"))
                .contains(new KeyOptions("/a:1", false, OptionalInt.empty()));
    }

    private static Failure notOpened(
            int uid, boolean tunNode, Layer layer, OptionalInt unit, ServerFacts.Device... devices) {
        return explain(facts(uid, tunNode, true, devices), Optional.empty(), layer, unit);
    }

    private static Failure explain(ServerFacts facts, Optional<KeyOptions> key, Layer layer, OptionalInt unit) {
        String user = facts.uid() == 0 ? "root" : "ann";
        return RefusalFacts.explain(Failure.of(FailureCause.REMOTE_DEVICE_NOT_OPENED), user, key, facts, layer, unit);
    }

    private static ServerFacts facts(int uid, boolean tunNode, boolean netAdmin, ServerFacts.Device... devices) {
        return new ServerFacts(
                true,
                uid == 0 ? "root" : "ann",
                uid,
                "Linux",
                tunNode,
                netAdmin,
                List.of(devices),
                false,
                false,
                true,
                Set.of(),
                ServerFacts.Root.NONE,
                List.of(),
                List.of());
    }
}
