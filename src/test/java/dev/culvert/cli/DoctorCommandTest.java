package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.Check;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.Event.Checked.Outcome;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the doctor prints; what it finds is in {@code DoctorTest}. */
class DoctorCommandTest {
    private static final Failure REFUSED = Failure.of(
            FailureCause.TUNNEL_NOT_PERMITTED, "server", "vpn.example.org:22", "user", "maya", "mode", "tun");
    private static final Failure FREEBSD =
            Failure.of(FailureCause.REMOTE_IPV6_FAULT, "banner", "SSH-2.0-OpenSSH_9.7 FreeBSD-20240806");

    private Cli cli;

    @BeforeEach
    void makeHome(@TempDir Path home) {
        cli = new Cli(home);
        cli.store("office", Cli.OFFICE);
    }

    private static Event checked(Check check, Outcome outcome, Map<String, String> facts, Failure... findings) {
        return new Event.Checked("office", check, outcome, 12, facts, List.of(findings));
    }

    @Test
    void everyStepHasItsLineAndEveryFindingItsWayOut() {
        cli.helper.during = List.of(
                checked(Check.LOGIN, Outcome.OK, Map.of("user", "maya", "server", "192.0.2.1")),
                checked(Check.SERVER, Outcome.WARNING, Map.of(), FREEBSD),
                checked(Check.CHANNEL, Outcome.FAILED, Map.of(), REFUSED),
                checked(Check.ECHO, Outcome.SKIPPED, Map.of()));
        Cli.Ran ran = cli.run("doctor", "office");
        assertThat(ran.status())
                .as("of what failed, not of what is only a warning")
                .isEqualTo(7);
        assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", "  ")))
                .contains(
                        "✓ the login  12 ms  as maya at 192.0.2.1",
                        "! what the login can do on the server  12 ms",
                        "✗ the tunnel channel  12 ms",
                        "- a packet there and back  not tried",
                        "1. The server's sshd (SSH-2.0-OpenSSH_9.7 FreeBSD-20240806) ends at the first IPv6 packet,"
                                + " so Culvert keeps IPv6 out of this tunnel.",
                        "2. The server vpn.example.org:22 does not permit this kind of tunnel (tun) to maya.",
                        "  Match User maya",
                        "Then look again: culvert doctor office");
    }

    @Test
    void whatIsOnlyAWarningIsNoFailure() {
        cli.helper.during = List.of(checked(Check.SERVER, Outcome.WARNING, Map.of(), FREEBSD));
        assertThat(cli.run("doctor", "office").status()).isZero();
        cli.helper.during = List.of(checked(Check.ECHO, Outcome.OK, Map.of()));
        assertThat(cli.run("doctor", "office").out()).endsWith("\nAll is well: office can be connected.\n");
    }

    @Test
    void aHelperThatCannotBeHadIsAFindingToo() {
        cli.helper.failure = Failure.of(FailureCause.NAME_IN_USE, "name", "office");
        Cli.Ran ran = cli.run("doctor", "office");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.out()).contains("Another profile named \"office\" is up already.");
    }

    @Test
    void jsonHasCauseFactsAndLines() {
        cli.helper.during = List.of(checked(Check.CHANNEL, Outcome.FAILED, Map.of("mode", "tun"), REFUSED));
        List<JsonNode> lines = cli.run("doctor", "--json", "office")
                .out()
                .lines()
                .map(JsonMapper.shared()::readTree)
                .toList();
        assertThat(lines).extracting(line -> line.path("check").asString()).containsExactly("HELPER", "CHANNEL");
        JsonNode finding = lines.getLast().path("findings").path(0);
        assertThat(lines.getLast().path("outcome").asString()).isEqualTo("failed");
        assertThat(finding.path("cause").asString()).isEqualTo("TUNNEL_NOT_PERMITTED");
        assertThat(finding.path("facts").path("user").asString()).isEqualTo("maya");
        assertThat(finding.path("fixes").path(0).path("lines").path(0).asString())
                .isEqualTo("Match User maya\n    PermitTunnel point-to-point");
    }

    @Test
    void speaksChinese() {
        cli.locale = Locale.SIMPLIFIED_CHINESE;
        cli.helper.during = List.of(checked(Check.CHANNEL, Outcome.FAILED, Map.of(), REFUSED));
        assertThat(cli.run("doctor", "office").out())
                .contains("✗ 隧道通道", "在服务器的 /etc/ssh/sshd_config 末尾加入以下内容", "culvert doctor office");
    }

    @Test
    void aProfileThatIsNotCarriedOutIsRefusedAsEver() {
        cli.store("later", Cli.OFFICE.replace("\"office\"", "\"later\"").replace("\"tun\"", "\"proxy\""));
        assertThat(cli.run("doctor", "later").status()).isEqualTo(3);
    }
}
