package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.Ran;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code culvert demo} for whoever tries it first. */
@Tag("lab")
class DemoTest {
    @Test
    void asRootOverARealDevice() {
        try (Lab lab = Lab.start()) {
            Ends before = Ends.of(lab);
            Ran demo = lab.culvert("demo", "--seconds", "2").ok();
            assertThat(demo.out()).containsIgnoringCase("tun");
            before.assertUnchanged();
        }
    }

    @Test
    void asAPlainUserInMemory() {
        try (Lab lab = Lab.start()) {
            Ends before = Ends.of(lab);
            Ran demo = lab.culvert().asNobody().run("demo", "--seconds", "2").ok();
            assertThat(demo.out()).containsIgnoringCase("memory");
            before.assertUnchanged();
        }
    }
}
