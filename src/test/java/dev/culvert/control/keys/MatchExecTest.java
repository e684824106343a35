package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.sshconfig.SshSettings;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With {@code "matchExec": true} a block of ssh_config applies where its command ends with 0, by the user's shell, in bounded time. */
@Timeout(30)
class MatchExecTest {
    @TempDir
    Path home;

    UserEnvironment environment;

    @BeforeEach
    void config() throws Exception {
        Path shell = home.resolve("shell");
        Files.writeString(shell, "#!/bin/sh\necho \"$@\" >> " + home.resolve("log") + "\nexec /bin/sh \"$@\"\n");
        Files.setPosixFilePermissions(shell, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(Files.createDirectories(home.resolve(".ssh")).resolve("config"), """
                Match exec "test %h = one"
                  Port 2201
                Match exec "test %h = hop"
                  Port 2202
                """);
        environment = new UserEnvironment(home, "ann", Map.of("SHELL", shell.toString()), home.resolve("etc"));
    }

    private static Profile profile(String host, String more) {
        ProfileReading reading = ProfileReader.read(
                "{\"name\": \"n\", \"mode\": \"tun\", \"server\": {\"host\": \"" + host + "\"" + more + "}}");
        return ((ProfileReading.Valid) reading).profile();
    }

    @Test
    void aBlockAppliesWhereItsCommandEndsWellOnTheServerAndOnTheWay() throws Exception {
        Profile profile = profile("one", ", \"matchExec\": true");
        LoginTarget server = LoginTarget.of(profile, environment);
        assertThat(server.port()).isEqualTo(2201);
        assertThat(server.settings().skippedExec()).isNull();
        assertThat(home.resolve("log")).hasContent("-c test one = one\n-c test one = hop\n");
        SshSettings.Jump jump = new SshSettings.Jump(null, "hop", OptionalInt.empty());
        assertThat(LoginTarget.of(profile, jump, environment).port()).isEqualTo(2202);
    }

    @Test
    void nothingRunsUnlessTheProfileSaysSo() throws Exception {
        for (String more :
                new String[] {"", ", \"matchExec\": false", ", \"matchExec\": true, \"useSshConfig\": false"}) {
            assertThat(LoginTarget.of(profile("one", more), environment).port()).isEqualTo(SshSettings.PORT);
        }
        assertThat(home.resolve("log")).doesNotExist();
    }

    @Test
    void aCommandThatDoesNotEndIsEndedAndDoesNotMatch() throws Exception {
        Path pid = home.resolve("pid");
        MatchExec exec = new MatchExec("/bin/sh", Duration.ofSeconds(1));
        assertThat(exec.test("echo $$ > " + pid + "; sleep 600; true")).isFalse();
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .ifPresent(shell -> shell.onExit().join());
        assertThat(new MatchExec("/nowhere/shell").test("true")).isFalse();
        assertThat(exec.test("cat; echo told >&2")).as("no input to wait for").isTrue();
    }
}
