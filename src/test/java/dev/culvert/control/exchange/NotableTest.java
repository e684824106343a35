package dev.culvert.control.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.exchange.Notable.Kind;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a profile of somebody else's could do to a person who only looked at its commands. */
class NotableTest {
    private static List<Notable> of(String server, String rest) {
        String text = "{\"name\": \"n\", \"mode\": \"tun\", \"server\": {\"host\": \"h\"" + server + "}" + rest + "}";
        ProfileReading reading = ProfileReader.read(text);
        assertThat(reading).as(text).isInstanceOf(ProfileReading.Valid.class);
        Profile profile = ((ProfileReading.Valid) reading).profile();
        return Notable.of(profile, new UserEnvironment(Path.of("/home/ann"), "ann", Map.of(), Path.of("/etc/ssh")));
    }

    @Test
    void aLoginAsSshDoesItIsNothingToTell() {
        assertThat(of("", "")).isEmpty();
        assertThat(of("", ", \"auth\": {\"hostKeys\": \"strict\"}")).isEmpty();
    }

    @Test
    void allThatChangesWhomItTrustsAndWhomItPassesBy() {
        assertThat(of(", \"jump\": [\"eve@hop:22\"], \"proxy\": \"http://192.0.2.9:3128\", \"matchExec\": true", """
                        , "auth": { "hostKeys": "accept-new", "knownHosts": ["/tmp/hosts"], "keys": ["~/.ssh/id", "/srv/key"],
                                    "algorithms": { "kex": "+a", "hostKeys": "b", "ciphers": "c", "macs": "d" } },
                          "remote": { "up": ["one", "two"], "down": ["three"] }
                        """))
                .containsExactly(
                        new Notable(Kind.COMMAND, "one"),
                        new Notable(Kind.COMMAND, "two"),
                        new Notable(Kind.COMMAND, "three"),
                        new Notable(Kind.MATCH_EXEC, ""),
                        new Notable(Kind.ACCEPTS_HOST_KEYS, ""),
                        new Notable(Kind.KNOWN_HOSTS, "/tmp/hosts"),
                        new Notable(Kind.ALGORITHMS, "kex: +a"),
                        new Notable(Kind.ALGORITHMS, "hostKeys: b"),
                        new Notable(Kind.ALGORITHMS, "ciphers: c"),
                        new Notable(Kind.ALGORITHMS, "macs: d"),
                        new Notable(Kind.JUMP, "eve@hop:22"),
                        new Notable(Kind.PROXY, "http://192.0.2.9:3128"),
                        new Notable(Kind.KEY, "/srv/key"));
        assertThat(of("", ", \"auth\": {\"hostKeys\": \"ask\"}"))
                .containsExactly(new Notable(Kind.ASKS_ABOUT_HOST_KEYS, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "~/.ssh/id, false",
        "/home/ann/.ssh/work/id, false",
        ".ssh/id, false",
        "~/.ssh/../id, true",
        "~/.sshx/id, true",
        "/home/eve/.ssh/id, true"
    })
    void aKeyOutsideOfSshsFolder(String key, boolean told) {
        assertThat(of("", ", \"auth\": {\"keys\": [\"" + key + "\"]}").isEmpty())
                .isNotEqualTo(told);
    }
}
