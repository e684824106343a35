package dev.culvert.control.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the command line and the window offer: whole lines, with the real names in them, and nothing that a name smuggles in. */
class RemediesTest {
    private static final Messages ENGLISH = Messages.of(Locale.ENGLISH);
    private static final Messages CHINESE = Messages.of(Locale.SIMPLIFIED_CHINESE);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CANCELLED")
    void everyCauseHasSomethingToDo(FailureCause cause) {
        for (Messages words : List.of(ENGLISH, CHINESE)) {
            // codes decide between two ways out
            for (Failure failure : List.of(
                    Failure.of(cause, "place", "f:1", "holder", "x"),
                    Failure.of(cause, "place", "f:1", "holder", "x", "pid", "7", "own", "3", "reason", "root"))) {
                assertThat(Remedies.of(failure, null, words)).isNotEmpty().allSatisfy(remedy -> {
                    assertThat(remedy.text()).isNotBlank().doesNotContain("{", "}", "?");
                    assertThat(remedy.blocks()).noneMatch(block -> block.isBlank() || block.contains("null"));
                });
            }
        }
    }

    @Test
    void permitTunnelNamesLoginAndKind() {
        assertThat(blocks(Failure.of(FailureCause.TUNNEL_NOT_PERMITTED, "user", "maya", "mode", "tap")))
                .contains("Match User maya\n    PermitTunnel ethernet")
                .anyMatch(block -> block.startsWith("sudo sshd -t && sudo systemctl reload ssh"))
                .contains("sudo ip tuntap add dev tap101 mode tap user maya");
        assertThat(blocks(Failure.of(FailureCause.TUNNEL_NOT_PERMITTED, "user", "root", "permits", "tap")))
                .as("root needs no device of its own, and no sudo")
                .contains("\"mode\": \"tap\"")
                .noneMatch(block -> block.contains("tuntap") || block.contains("sudo"));
    }

    @Test
    void devicesHaveTheirRealNumbers() {
        assertThat(blocks(Failure.of(FailureCause.REMOTE_DEVICE_DENIED, "user", "ann", "mode", "tun", "free", "103")))
                .startsWith("sudo ip tuntap add dev tun103 mode tun user ann", "\"device\": { \"remoteUnit\": 103 }");
        assertThat(blocks(Failure.of(FailureCause.REMOTE_DEVICE_DENIED, "user", "ann", "mode", "tun", "own", "7")))
                .startsWith("\"device\": { \"remoteUnit\": 7 }")
                .noneMatch(block -> block.contains("tuntap"));
        assertThat(blocks(Failure.of(
                        FailureCause.REMOTE_DEVICE_BUSY,
                        "user",
                        "root",
                        "device",
                        "tun5",
                        "pid",
                        "4711",
                        "holder",
                        "sshd: root")))
                .startsWith("kill 4711");
    }

    /** A user's name comes from a profile that anybody may have sent, a device's from the server. */
    @Test
    void namesCannotAddCommands() {
        String evil = "x'; rm -rf ~; '$(id)\nreboot";
        Profile profile = Profile.of("evil", Profile.Mode.TUN, Profile.Server.of("host; reboot"));
        for (FailureCause cause : FailureCause.values()) {
            Failure failure = Failure.of(
                    cause, "user", evil, "device", evil, "host", evil, "pid", evil, "own", evil, "unit", evil);
            assertThat(Remedies.of(failure, profile, ENGLISH))
                    .flatExtracting(Remedies.Remedy::blocks)
                    .allSatisfy(block -> assertThat(unquoted(block))
                            .as("%s: %s", cause, block)
                            .doesNotContain("rm -rf", "$(id)", "reboot"));
        }
    }

    /** What a shell does not take literally. */
    private static String unquoted(String line) {
        return line.replace("'\\''", "").replaceAll("'[^'\n]*'", "");
    }

    @Test
    void everyTextIsUsed() throws IOException {
        Properties words = new Properties();
        words.load(Objects.requireNonNull(RemediesTest.class.getResourceAsStream("/messages.properties")));
        Set<String> there = words.stringPropertyNames().stream()
                .filter(key -> key.startsWith("fix."))
                .map(key -> key.substring("fix.".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        String source = Files.readString(Path.of("src/main/java/dev/culvert/control/words/Remedies.java"));
        assertThat(there).isNotEmpty().allSatisfy(key -> assertThat(source).contains("\"" + key + "\""));
    }

    private static List<String> blocks(Failure failure) {
        return Remedies.of(failure, null, ENGLISH).stream()
                .flatMap(remedy -> remedy.blocks().stream())
                .toList();
    }
}
