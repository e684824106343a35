package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Cli.Ran;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class TunnelCommandsTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path home;

    private Cli cli;

    @BeforeEach
    void makeHome() {
        cli = new Cli(home);
        cli.store("office", Cli.OFFICE);
    }

    @Test
    void upTellsStagesAndTheEnd() {
        Ran up = cli.run("up", "office");

        assertThat(up.status()).isZero();
        assertThat(up.out().lines().map(line -> line.replaceAll("[0-9.]+ m?s\\b", "TIME")))
                .containsExactly(
                        "✓ starting the helper  TIME",
                        "✓ reaching the server  TIME",
                        "✓ logging in  TIME",
                        "office is up: tun7, 10.78.0.1/24 fd78::1/64, round trip TIME (after TIME)");
        assertThat(up.err()).isEmpty();
        assertThat(cli.helper.asked).containsExactly("up office", "keep office", "close");
    }

    @Test
    void upThatNobodyStaysForIsUp() {
        cli.helper.notKept = Failure.of(FailureCause.HELPER_UNAVAILABLE, "reason", "keeper-silent");

        Ran up = cli.run("up", "office");

        assertThat(up.status()).isZero();
        assertThat(up.out()).contains("office is up");
        assertThat(up.err())
                .startsWith("office is up, but nobody stays to answer for it: the process that keeps keys")
                .doesNotContain("keeper-silent");
        Ran json = cli.run("up", "--json", "office");
        assertThat(json.out()).contains("\"not-kept\"", "\"status\":0,\"cause\":null");
        assertThat(json.err()).contains("nobody stays");
    }

    @Test
    void upTakesAFileAndTheNameInsideCounts() {
        String file = cli.file("whatever.json", Cli.OFFICE.replace("office", "cabin"));
        assertThat(cli.run("up", file).status()).isZero();
        assertThat(cli.helper.asked).contains("up cabin");
    }

    @Test
    void upRewritesTheLiveLineForAPerson() {
        cli.interactive = true;
        assertThat(cli.run("up", "office").out()).contains("… logging in", "\r\u001b[K", "✓ logging in");
    }

    @ParameterizedTest
    @CsvSource({
        "NAME_IN_USE, 2",
        "PROFILE_INVALID, 3",
        "CONNECTION_REFUSED, 4",
        "NAME_NOT_RESOLVED, 4",
        "HOST_KEY_CHANGED, 5",
        "LOGIN_REFUSED, 6",
        "SECRET_NEEDED, 6",
        "TUNNEL_NOT_PERMITTED, 7",
        "ADDRESS_CLASH, 8",
        "NO_PRIVILEGE, 9",
        "HELPER_UNAVAILABLE, 9",
        "NOT_VERIFIED, 10",
        "CANCELLED, 130",
        "INTERNAL, 70",
    })
    void upFailsWithTheStatusOfTheCause(FailureCause cause, int status) {
        cli.helper.failure = Failure.of(cause);

        Ran up = cli.run("up", "office");

        assertThat(up.status()).isEqualTo(status);
        assertThat(up.err().lines()).hasSizeBetween(1, 2);
        assertThat(up.out()).doesNotContain("is up", "logging in");
    }

    @Test
    void upRefusesWhatIsWrongOrNotCarriedOut() {
        String wrong = cli.file(
                "wrong.json",
                "{ \"name\": \"x\", \"mode\": \"tunn\",\n \"server\": { \"port\": 99999, \"host\": \"h\" } }\n");
        Ran ran = cli.run("up", wrong);
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err().lines()).hasSize(2);
        assertThat(ran.err()).contains(wrong + ":1:24: /mode: ", wrong + ":2:22: /server/port: ");

        String later = cli.file("later.json", Cli.OFFICE.replace("\"tun\"", "\"proxy\""));
        Ran notYet = cli.run("up", later);
        assertThat(notYet.status()).isEqualTo(3);
        assertThat(notYet.err()).isEqualTo(later + ":3:11: /mode: \"proxy\" is not carried out by this version\n");
        assertThat(cli.helper.asked).isEmpty();
    }

    @Test
    void warningsAndBannersGoToStandardError() {
        cli.helper.during = List.of(
                new Event.Banner("office", 0, "Welcome\u001b[2J\n✓ logged in\n"),
                new Event.State("office", new TunnelState.Connecting(TunnelState.Stage.LOGIN, 1, 2)),
                new Event.Banner("office", 1, "Hello"),
                new Event.Warning("office", "server-silent", List.of("name", "vpn")));
        Ran up = cli.run("up", "office");
        assertThat(up.err()).isEqualTo("""
                │ Welcome\ufffd[2J
                │ ✓ logged in
                Host 2 of 2 on the way says:
                │ Hello
                The server did not confirm that its end is undone: vpn.
                """);
    }

    @Test
    void upPrintsEventsAsJson() {
        cli.helper.failure = Failure.of(FailureCause.LOGIN_REFUSED, "user", "ann");

        Ran up = cli.run("up", "--json", "office");

        List<JsonNode> events = up.out().lines().map(JSON::readTree).toList();
        assertThat(events.getFirst().toString())
                .isEqualTo(
                        "{\"event\":\"state\",\"name\":\"office\",\"state\":\"connecting\",\"stage\":\"TCP\",\"cause\":null}");
        assertThat(events.getLast().toString())
                .isEqualTo("{\"event\":\"done\",\"name\":\"office\",\"status\":6,\"cause\":\"LOGIN_REFUSED\","
                        + "\"facts\":{\"user\":\"ann\"}}");
        assertThat(up.err()).contains("refused the login of ann");
    }

    @Test
    void interruptedWhileConnectingUndoesAndEndsWith130() {
        AtomicInteger status = new AtomicInteger();
        cli.helper.whileConnecting = () -> status.set(cli.interrupt());
        cli.helper.failure = Failure.of(FailureCause.CANCELLED);
        Ran up = cli.run("up", "office");
        assertThat(up.status()).isEqualTo(130);
        assertThat(up.err()).isEqualTo("Cancelled; all was undone.\n");
        assertThat(status).hasValue(130);
        assertThat(cli.helper.asked).containsExactly("up office", "down office", "close");
    }

    @Test
    void foregroundStaysUntilInterruptedAndThenUndoes() throws Exception {
        CompletableFuture<Ran> up = CompletableFuture.supplyAsync(() -> cli.run("up", "--foreground", "office"));
        assertThat(cli.helper.watched.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(up).isNotDone();

        assertThat(cli.interrupt()).isZero();

        assertThat(cli.helper.asked).containsExactly("up office", "down office");
        cli.helper.tell(new Event.State("office", new TunnelState.Disconnected()));
        assertThat(up.get().status()).isZero();
        assertThat(cli.whenTold).isNull();
    }

    /** The tunnel is seen to be gone before {@code down} has its answer, and the connection must live for that. */
    @Test
    void theConnectionStaysUntilAllIsUndone() throws Exception {
        CompletableFuture<Ran> up = CompletableFuture.supplyAsync(() -> cli.run("up", "--foreground", "office"));
        assertThat(cli.helper.watched.await(20, TimeUnit.SECONDS)).isTrue();
        cli.helper.whileDisconnecting = () -> {
            cli.helper.tell(new Event.State("office", new TunnelState.Disconnected()));
            // long enough for a command that does not wait to have closed
            assertThat(up).failsWithin(Duration.ofMillis(300)).withThrowableOfType(TimeoutException.class);
            assertThat(cli.helper.asked).doesNotContain("close");
        };
        assertThat(cli.interrupt()).isZero();
        assertThat(up.get().status()).isZero();
        assertThat(cli.helper.asked).containsExactly("up office", "down office", "close");
    }

    @Test
    void foregroundEndsWithTheTunnel() throws Exception {
        CompletableFuture<Ran> up =
                CompletableFuture.supplyAsync(() -> cli.run("up", "--foreground", "--json", "office"));
        assertThat(cli.helper.watched.await(20, TimeUnit.SECONDS)).isTrue();
        cli.helper.tell(new Event.Stats(List.copyOf(cli.helper.tunnels.values())));
        cli.helper.tell(new Event.State(
                "office", new TunnelState.Failed(Failure.of(FailureCause.CONNECTION_LOST, "server", "vpn:22"))));

        Ran ran = up.get();
        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.err()).contains("vpn:22");
        assertThat(ran.out()).contains("{\"event\":\"status\",\"name\":\"office\"", "\"cause\":\"CONNECTION_LOST\"");
    }

    @Test
    void downOfWhatIsUp() {
        cli.run("up", "office");
        cli.helper.asked.clear();
        Ran down = cli.run("down", "office");
        assertThat(down).isEqualTo(new Ran(0, "office is down.\n", ""));
        assertThat(cli.helper.asked).containsExactly("down office", "close");
    }

    @Test
    void downOfWhatIsNotUp() {
        assertThat(cli.run("down", "office")).isEqualTo(new Ran(0, "office is not up.\n", ""));
        assertThat(cli.helper.isRunning).isFalse();
        cli.helper.isRunning = true;
        assertThat(cli.run("down", "office")).isEqualTo(new Ran(0, "office is not up.\n", ""));
        assertThat(cli.run("down", "nothing-of-this-name").status()).isEqualTo(2);
    }

    @Test
    void downOfAFilesTunnel() {
        String file = cli.file("cabin.json", Cli.OFFICE.replace("office", "cabin"));
        cli.run("up", file);
        assertThat(cli.run("down", file).out()).isEqualTo("cabin is down.\n");
    }

    @Test
    void downOfAll() {
        assertThat(cli.run("down", "--all").status()).isZero();
        cli.run("up", "office");
        cli.run("up", cli.file("cabin.json", Cli.OFFICE.replace("office", "cabin")));
        assertThat(cli.run("down", "--all").out()).isEqualTo("cabin is down.\noffice is down.\n");
        assertThat(cli.run("down").status()).isEqualTo(2);
        assertThat(cli.run("down", "--all", "office").status()).isEqualTo(2);
    }

    @Test
    void statusHasTheKeysThatScriptsRelyOn() {
        cli.run("up", "office");
        Ran status = cli.run("status", "office", "--json");
        assertThat(status.status()).isZero();
        assertThat(status.out())
                .isEqualTo(
                        "{\"name\":\"office\",\"mode\":\"tun\",\"state\":\"connected\",\"stage\":null,\"cause\":null,"
                                + "\"interface\":\"tun7\",\"remoteInterface\":\"tun3\",\"mtu\":1500,\"since\":\"2026-05-04T10:00:00Z\","
                                + "\"rx\":{\"packets\":10,\"bytes\":2048,\"dropped\":1},"
                                + "\"tx\":{\"packets\":20,\"bytes\":4096,\"dropped\":0},\"rttMillis\":12.5,\"lossPercent\":0.0,\"via\":[],"
                                + "\"server\":{\"address\":\"192.0.2.1:22\",\"hostKey\":\"SHA256:abc\","
                                + "\"cipher\":\"aes128-gcm@openssh.com\",\"kex\":\"mlkem768x25519-sha256\","
                                + "\"banner\":\"OpenSSH_9.9\"}}\n");
        JsonNode all = JSON.readTree(cli.run("status", "--json").out());
        assertThat(all.size()).isEqualTo(1);
    }

    @Test
    void statusOfWhatIsNotUp() {
        JsonNode status = JSON.readTree(cli.run("status", "office", "--json").out());
        assertThat(status.path("state").asString()).isEqualTo("disconnected");
        assertThat(cli.run("status", "office").out()).isEqualTo("office is not up.\n");
        assertThat(cli.run("status").out()).isEqualTo("No tunnel is up.\n");
        assertThat(cli.run("status", "--json").out()).isEqualTo("[]\n");
        assertThat(cli.run("status", "nothing-of-this-name").status()).isEqualTo(2);
    }

    @Test
    void statusForPeople() {
        cli.run("up", "office");
        cli.helper.tunnels.put(
                "zoo", FakeHelper.status("zoo", new TunnelState.Failed(Failure.of(FailureCause.CONNECTION_LOST))));
        String table = cli.run("status").out();
        assertThat(table.lines().toList().get(1))
                .contains("office", "connected", "tun7", "2.0 KiB", " 10 ", " 20 ", "13 ms");
        assertThat(table).contains("zoo: The connection was lost.");
        assertThat(cli.run("status", "office").out()).contains("OpenSSH_9.9", "2.0 KiB in 10 packets, 1 dropped");
    }

    @Test
    void statusTellsOfAHelperThatIsNotItsOwnUser() {
        cli.run("up", "office");
        assertThat(cli.run("status").out()).doesNotContain("The helper runs");
        cli.helper.privileges = "root (checkout)";
        assertThat(cli.run("status").out()).endsWith("\nThe helper runs as root (checkout).\n");
        assertThat(cli.run("status", "office").out()).endsWith("\nThe helper runs as root (checkout).\n");
        assertThat(cli.run("status", "--json").out()).doesNotContain("checkout");
    }

    @Test
    void watchShowsEachSample() throws Exception {
        cli.run("up", "office");
        cli.interactive = true;
        Thread watch = Thread.ofPlatform().start(() -> cli.run("status", "--watch"));
        assertThat(cli.helper.watched.await(20, TimeUnit.SECONDS)).isTrue();
        cli.helper.tell(new Event.Stats(List.copyOf(cli.helper.tunnels.values())));
        watch.interrupt();
        watch.join();
        assertThat(cli.helper.asked).endsWith("close");
    }

    @Test
    void planShowsBothEndsAndTheUndo() {
        cli.helper.plan = List.of(
                new Event.PlannedStep(true, "ip addr add 10.78.0.2/24 dev tun0", "ip addr del 10.78.0.2/24 dev tun0"),
                new Event.PlannedStep(false, "ip link set tun0 up", null));
        assertThat(cli.run("plan", "office")).isEqualTo(new Ran(0, """
                On this machine:
                  + ip link set tun0 up
                  - (goes with the interface)
                On the server:
                  + ip addr add 10.78.0.2/24 dev tun0
                  - ip addr del 10.78.0.2/24 dev tun0
                """, ""));
        assertThat(cli.run("plan", "--json", "office").out())
                .startsWith("[{\"remote\":true,\"change\":\"ip addr add 10.78.0.2/24 dev tun0\",\"undo\":");
        cli.helper.failure = Failure.of(FailureCause.HOST_KEY_UNKNOWN);
        assertThat(cli.run("plan", "office").status()).isEqualTo(5);
    }
}
