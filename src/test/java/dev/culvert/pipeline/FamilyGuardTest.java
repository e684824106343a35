package dev.culvert.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.PacketBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class FamilyGuardTest {
    @Test
    void dropsTheFamilyThatMayNotLeave() {
        assertThat(lengthsAfter(new FamilyGuard(true, true))).containsExactly(3, 2, 3);
        assertThat(lengthsAfter(new FamilyGuard(true, false))).containsExactly(3, 0, 3);
        assertThat(lengthsAfter(new FamilyGuard(false, true))).containsExactly(0, 2, 0);
    }

    private static List<Integer> lengthsAfter(PacketFilter filter) {
        PacketBatch batch = new PacketBatch(4, 100);
        batch.add(new byte[] {0x45, 0, 0}, 0, 3);
        batch.add(new byte[] {0x60, 0}, 0, 2);
        batch.add(new byte[] {0x46, 0, 0}, 0, 3);
        filter.apply(batch);
        return List.of(batch.length(0), batch.length(1), batch.length(2));
    }
}
