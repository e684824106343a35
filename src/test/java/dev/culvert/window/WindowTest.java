package dev.culvert.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Ran;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The window as a person meets it. The pictures that it leaves are in target/screenshots. */
@Tag("lab")
class WindowTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void demoWithOneClick(String language) throws Exception {
        try (Lab lab = Lab.start();
                Screen screen = Screen.start(lab);
                Background program = screen.java(language, WindowScenario.class, "demo")) {
            endsWell(program);
        }
    }

    private static void endsWell(Background program) {
        Ran ran = program.end(PATIENCE).ok();
        assertThat(ran.out()).contains(WindowScenario.WELL);
        assertThat(ran.err()).as("warnings").isEmpty();
    }
}
