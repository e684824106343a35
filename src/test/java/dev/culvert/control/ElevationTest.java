package dev.culvert.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.control.Elevation.Session;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElevationTest {
    private static final Path SCRIPT = Path.of("/opt/culvert/culvert-root");
    private static final List<String> PKEXEC = List.of("pkexec", SCRIPT.toString());

    @TempDir
    Path directory;

    @Test
    void rootAsksNobody() {
        assertThat(commands(new Session(true, true, true, true, true, true)))
                .containsExactly(List.of(SCRIPT.toString()));
    }

    @Test
    void aDesktopAsksByPkexecAndThenInItsTerminal() {
        assertThat(commands(new Session(false, true, true, false, true, true)))
                .containsExactly(PKEXEC, List.of("sudo", "--", SCRIPT.toString()));
    }

    @Test
    void aTerminalAloneAsksBySudo() {
        assertThat(commands(new Session(false, false, true, false, true, true)))
                .containsExactly(List.of("sudo", "--", SCRIPT.toString()), PKEXEC);
    }

    @Test
    void withoutATerminalAnAskpassProgramAsks() {
        assertThat(commands(new Session(false, false, false, true, false, true)))
                .containsExactly(List.of("sudo", "-A", "--", SCRIPT.toString()));
    }

    @Test
    void withNobodyToAskSudoMayStillNeedNoPassword() {
        assertThat(commands(new Session(false, false, false, false, true, true)))
                .containsExactly(List.of("sudo", "-n", "--", SCRIPT.toString()));
    }

    @Test
    void noWayIsNoPrivilege() {
        Elevation elevation = new Elevation(SCRIPT, new Session(false, true, true, true, false, false));

        assertThat(elevation.commands()).isEmpty();
        assertFails(elevation, FailureCause.NO_PRIVILEGE, "no-asker");
    }

    @Test
    void aScriptThatFailsIsAHelperThatCannotBeHadWithItsOwnWords() throws IOException {
        Path script =
                Files.writeString(directory.resolve("script"), "#!/bin/sh\necho 'culvert-root: no ip' >&2; exit 9\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));

        Elevation elevation = new Elevation(script, new Session(true, false, false, false, false, false));

        assertFails(elevation, FailureCause.HELPER_UNAVAILABLE, "culvert-root: no ip");
    }

    private static List<List<String>> commands(Session session) {
        return new Elevation(SCRIPT, session).commands();
    }

    private static void assertFails(Elevation elevation, FailureCause cause, String reason) {
        assertThatThrownBy(elevation::run).isInstanceOfSatisfying(TunnelException.class, e -> {
            assertThat(e.failure().cause()).isEqualTo(cause);
            assertThat(e.failure().facts()).containsEntry("reason", reason);
        });
    }
}
