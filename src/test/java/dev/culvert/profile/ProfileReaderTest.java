package dev.culvert.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.profile.ProfileProblem.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Beside each bad profile stands a file with its problems: place, pointer, reason, value, what is allowed. */
class ProfileReaderTest {
    static Stream<Path> bad() {
        return Stream.concat(Fixtures.in("bad"), Fixtures.in("beyond-schema"));
    }

    static Stream<Path> good() {
        return Fixtures.in("good");
    }

    @ParameterizedTest
    @MethodSource("bad")
    void reportsEveryProblemWithItsPlace(Path file) throws Exception {
        ProfileReading reading = ProfileReader.read(Files.readString(file));

        assertThat(reading).isInstanceOf(ProfileReading.Invalid.class);
        String problems = lines(((ProfileReading.Invalid) reading).problems());
        Path expected = Path.of(file.toString().replace(".json", ".problems"));
        if (Boolean.getBoolean("fixtures.write")) {
            Files.writeString(expected, problems);
        }
        assertThat(problems).isEqualTo(Files.readString(expected));
    }

    @ParameterizedTest
    @MethodSource("good")
    void readsAndWritesBackTheSame(Path file) throws Exception {
        ProfileReading reading = ProfileReader.read(Files.readString(file));

        assertThat(reading).isInstanceOf(ProfileReading.Valid.class);
        Profile profile = ((ProfileReading.Valid) reading).profile();
        ProfileReading again = ProfileReader.read(ProfileWriter.write(profile));
        assertThat(again).isInstanceOf(ProfileReading.Valid.class);
        assertThat(((ProfileReading.Valid) again).profile()).isEqualTo(profile);
    }

    @Test
    void fillsInDefaults() {
        assertThat(Fixtures.profile("good/minimal"))
                .isEqualTo(Profile.of("office", Profile.Mode.TUN, Profile.Server.of("vpn.example.org")));
    }

    @Test
    void writesNoDefaults() {
        assertThat(ProfileWriter.write(Fixtures.profile("good/minimal"))).isEqualTo("""
                        {
                          "version": 1,
                          "name": "office",
                          "mode": "tun",
                          "server": {
                            "host": "vpn.example.org"
                          }
                        }
                        """);
    }

    @Test
    void tellsWhatThisBuildDoesNotCarryOut() {
        assertThat(notSupported("good/full")).containsExactly("/proxy", "/forwards", "/filter", "/fallback");
        assertThat(notSupported("good/tap-dhcp")).containsExactly("/network/addresses");
        assertThat(notSupported("good/proxy-and-forwards"))
                .contains("/mode", "/start")
                .doesNotContain("/fallback");
        assertThat(notSupported("good/minimal")).isEmpty();
        assertThat(notSupported("good/default-routes")).isEmpty();
        assertThat(notSupported("good/point-to-point")).isEmpty();
    }

    @Test
    void refusesAnMtuThatTheServerWouldCut() {
        for (String mode : List.of("tun", "tap")) {
            int most = mode.equals("tun") ? 16380 : 16366;
            assertThat(withMtu(mode, most).notSupported()).isEmpty();
            assertThat(withMtu(mode, most + 1).notSupported()).singleElement().satisfies(problem -> {
                assertThat(problem.pointer()).isEqualTo("/device/mtu");
                assertThat(problem.allowed()).containsExactly("\"auto\"", "576.." + most);
            });
        }
    }

    private static ProfileReading.Valid withMtu(String mode, int mtu) {
        String text = """
                {"name": "office", "mode": "%s", "server": {"host": "vpn"}, "device": {"mtu": %d}}""".formatted(mode, mtu);
        return (ProfileReading.Valid) ProfileReader.read(text);
    }

    @Test
    void refusesWhatIsTooLong() {
        String text = "{\"name\": \"" + "x".repeat(ProfileReader.MAX_BYTES) + "\"}";
        assertThat(((ProfileReading.Invalid) ProfileReader.read(text)).problems())
                .extracting(ProfileProblem::reason)
                .containsExactly(Reason.OUT_OF_RANGE);
    }

    @Test
    void readsPastAByteOrderMark() throws Exception {
        String text = "\ufeff" + Files.readString(Fixtures.file("good/minimal"));
        assertThat(ProfileReader.read(text)).isInstanceOf(ProfileReading.Valid.class);
    }

    private static List<String> notSupported(String fixture) {
        ProfileReading.Valid valid = (ProfileReading.Valid) Fixtures.read(fixture);
        assertThat(valid.notSupported()).allMatch(problem -> problem.reason() == Reason.NOT_SUPPORTED);
        return valid.notSupported().stream().map(ProfileProblem::pointer).toList();
    }

    private static String lines(List<ProfileProblem> problems) {
        return problems.stream()
                .map(problem -> "%d:%d %s %s %s %s%n"
                        .formatted(
                                problem.place().line(),
                                problem.place().column(),
                                problem.pointer().isEmpty() ? "." : problem.pointer(),
                                problem.reason(),
                                problem.value() == null ? "-" : problem.value(),
                                problem.allowed()))
                .collect(Collectors.joining());
    }
}
