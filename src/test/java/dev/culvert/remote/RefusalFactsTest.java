package dev.culvert.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RefusalFactsTest {
    private static final Failure NOT_OPENED = Failure.of(FailureCause.REMOTE_DEVICE_NOT_OPENED, "unit", "9");

    @Test
    void namesUserOwnerAndMissingNode() {
        assertThat(RefusalFacts.add(NOT_OPENED, facts(1000, false), Layer.ETHERNET, OptionalInt.of(9)))
                .isEqualTo(Failure.of(
                        FailureCause.REMOTE_DEVICE_NOT_OPENED,
                        "unit",
                        "9",
                        "mode",
                        "tap",
                        "user",
                        "ann",
                        "node",
                        "/dev/net/tun",
                        "owner",
                        "uid 7"));
    }

    @Test
    void saysNothingOfWhatIsRight() {
        assertThat(RefusalFacts.add(NOT_OPENED, facts(0, true), Layer.IP, OptionalInt.of(9))
                        .facts())
                .containsOnlyKeys("unit", "mode");
        assertThat(RefusalFacts.add(NOT_OPENED, facts(7, true), Layer.ETHERNET, OptionalInt.of(9))
                        .facts())
                .containsOnlyKeys("unit", "mode", "user");
        assertThat(RefusalFacts.add(NOT_OPENED, ServerFacts.UNKNOWN, Layer.IP, OptionalInt.empty()))
                .isEqualTo(NOT_OPENED);
        Failure other = Failure.of(FailureCause.TUNNEL_NOT_PERMITTED);
        assertThat(RefusalFacts.add(other, facts(1000, false), Layer.IP, OptionalInt.empty()))
                .isEqualTo(other);
    }

    private static ServerFacts facts(int uid, boolean tunNode) {
        return new ServerFacts(
                true,
                uid == 0 ? "root" : "ann",
                uid,
                "Linux",
                tunNode,
                List.of(new ServerFacts.Device("tap9", 7, 0x0802)),
                false,
                false,
                true,
                Set.of(),
                ServerFacts.Root.NONE,
                List.of(),
                List.of());
    }
}
