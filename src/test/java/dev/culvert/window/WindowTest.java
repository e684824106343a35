package dev.culvert.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Ran;
import dev.culvert.lab.SshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void tunnelsToStockSshd(String language) throws Exception {
        try (Lab lab = Lab.start();
                Screen screen = Screen.start(lab)) {
            SshServer sshd = lab.sshd();
            SshServer strict = lab.sshd("PermitTunnel no");
            Path noHosts = lab.home().resolve("no_hosts");
            Files.writeString(noHosts, "");
            lab.profile("office", sshd).file();
            lab.profile("refused", strict).file();
            lab.profile("stranger", sshd)
                    .with("/auth/knownHosts", "[\"" + noHosts + "\"]")
                    .file();
            lab.profile("asks", sshd).with("/auth/methods", "[\"password\"]").file();
            lab.profile("mute", sshd)
                    .with("/server/host", "\"127.0.0.1\"")
                    .with("/server/port", "1")
                    .file();
            try (Background program = screen.java(
                    language, WindowScenario.class, "server", lab.server().name())) {
                endsWell(program);
            }
        }
    }

    @Test
    void aHelperThatGoesOrSaysNothing() throws Exception {
        try (Lab lab = Lab.start();
                Screen screen = Screen.start(lab)) {
            lab.profile("office", lab.sshd()).file();
            try (Background program = screen.java(
                    "en", WindowScenario.class, "helper", lab.client().name())) {
                endsWell(program);
            }
        }
    }

    private static void endsWell(Background program) {
        Ran ran = program.end(PATIENCE).ok();
        assertThat(ran.out()).contains(WindowScenario.WELL);
        assertThat(ran.err()).as("warnings").isEmpty();
    }
}
