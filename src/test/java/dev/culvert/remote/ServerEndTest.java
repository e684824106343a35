package dev.culvert.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer with something else than the script they were sent. */
class ServerEndTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private final List<LocalShell> connections = new ArrayList<>();

    @AfterEach
    void close() {
        connections.forEach(LocalShell::close);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ok",
                "ok .",
                "ok ..",
                "ok tun0#x",
                "ok ../tun0",
                "ok tun0;reboot",
                "ok interface-of-16b",
                "ok \u001b[2Jtun0",
                "fail",
                "fail x",
                "fail 0",
                "fail 2",
                "fail 99 no",
                "fail 99999999999",
                "noroot",
                "noroot $(reboot)",
                "hello",
            })
    void anAnswerThatMakesNoSenseIsAFailedStep(String answer) {
        assertThat(configure(answering(answer)))
                .isEqualTo(Failure.of(FailureCause.REMOTE_STEP_FAILED, "step", "sh", "reason", answer));
    }

    @Test
    void anAnswerThatMakesSenseIsUnderstood() throws TunnelException {
        try (ServerEnd end = ServerEnd.configure(answering("ok tun7"), plan(), facts(), SOON)) {
            assertThat(end.interfaceName()).isEqualTo("tun7");
        }
        assertThat(configure(answering("fail 1 it is full")))
                .isEqualTo(Failure.of(
                        FailureCause.REMOTE_STEP_FAILED,
                        "step",
                        "ip link set dev $SSH_TUNNEL up",
                        "reason",
                        "it is full"));
        assertThat(configure(answering("noroot tun7")).facts()).containsEntry("commands", "ip link set dev tun7 up");
        assertThat(configure(answering("nodevice")).facts()).containsEntry("reason", "device");
    }

    /** Nothing is to be run by hand for it. */
    @Test
    void whatIsDoneAtTheEndOnlyIsNoCommandToRunByHand() {
        ServerStep atEnd = new ServerStep.RunAtEnd(List.of("echo down"));
        ServerPlan plan = new ServerPlan(List.of(atEnd, new ServerStep.LinkUp()), "", Layer.IP, List.of());
        Failure failure = catchThrowableOfType(
                        TunnelException.class, () -> ServerEnd.configure(answering("noroot tun7"), plan, facts(), SOON))
                .failure();
        assertThat(failure.facts()).containsEntry("commands", "ip link set dev tun7 up");
        assertThat(atEnd.describeUndo("tun7")).isEqualTo("echo down");
    }

    @Test
    void anEndlessLineEndsTheExec() throws Exception {
        LocalShell connection = shell("tr '\\0' x </dev/zero");
        assertThat(configure(connection).cause()).isEqualTo(FailureCause.REMOTE_NOT_CONFIGURABLE);
        assertThat(connection.processes().getFirst().waitFor(20, java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void endlessMarkedLinesEnd() throws Exception {
        LocalShell connection = shell("yes \"$mark $(head -c 4000 /dev/zero | tr '\\0' x)\"");
        int lines = 0;
        try (MarkedOutput output = MarkedOutput.start(connection, "m", "mark=m\n")) {
            Optional<String> line = output.next(MarkedOutput.deadline(SOON));
            while (line.isPresent()) {
                lines++;
                line = output.next(MarkedOutput.deadline(SOON));
            }
        }
        assertThat(lines).isBetween(1, LineReader.TOTAL / 4000);
    }

    private Failure configure(LocalShell connection) {
        return catchThrowableOfType(TunnelException.class, () -> ServerEnd.configure(connection, plan(), facts(), SOON))
                .failure();
    }

    private LocalShell answering(String answer) {
        return shell("printf '%s %s\\n' \"$mark\" " + Script.quote(answer));
    }

    private LocalShell shell(String then) {
        LocalShell shell = new LocalShell(Map.of(), "sh", "-c", "read -r mark; mark=${mark#mark=}; " + then, "sh");
        connections.add(shell);
        return shell;
    }

    private static ServerPlan plan() {
        return new ServerPlan(List.of(new ServerStep.LinkUp()), "", Layer.IP, List.of());
    }

    private static ServerFacts facts() {
        return ServerFacts.UNKNOWN;
    }
}
