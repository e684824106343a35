package dev.culvert.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows on two displays share a settings directory, and with it the demonstration's keys. */
class DemoHostTest {
    @TempDir
    Path directory;

    private static Profile profile(DemoHost host, int port) {
        return ((ProfileReading.Valid) ProfileReader.read(host.profile("Demo", port))).profile();
    }

    @Test
    void theSecondServerLeavesTheFirstKnown() throws Exception {
        try (DemoHost first = new DemoHost(directory);
                DemoHost second = new DemoHost(directory)) {
            int one = first.start(OptionalInt.empty());
            int other = second.start(OptionalInt.of(one));

            assertThat(other).as("the first has that port").isNotEqualTo(one);
            String known = profile(first, one).auth().knownHosts().getFirst();
            assertThat(profile(second, other).auth().knownHosts()).containsExactly(known);
            assertThat(isKnown(known, one)).isTrue();
            assertThat(isKnown(known, other)).isTrue();
            assertThat(first.serves(profile(first, one))).isTrue();
            assertThat(first.serves(profile(first, other))).isFalse();
        }
    }

    /** As ssh itself reads the file. */
    private static boolean isKnown(String file, int port) throws Exception {
        return new ProcessBuilder("ssh-keygen", "-F", "[127.0.0.1]:" + port, "-f", file)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
