package dev.culvert.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void cutsWhatAServerSaysAtLength() {
        String reason = fact("x".repeat(1_000_000));
        assertThat(reason).hasSize(Failure.FACT).startsWith("xxx").endsWith("x…");
        assertThat(fact("x".repeat(Failure.FACT))).isEqualTo("x".repeat(Failure.FACT));
    }

    @Test
    void cutsNoCharacterInHalf() {
        String text = "x".repeat(Failure.FACT - 2);
        assertThat(fact(text + "\ud83d\ude80\ud83d\ude80")).isEqualTo(text + "…");
    }

    /** Half a command would be run by hand. */
    @Test
    void leavesCommandsWhole() {
        String commands = "ip address add fd05::2/64 dev tun9\n".repeat(100);
        Failure failure = Failure.of(FailureCause.REMOTE_NOT_CONFIGURABLE, "commands", commands);
        assertThat(failure.facts()).containsEntry("commands", commands);
    }

    private static String fact(String value) {
        return String.valueOf(
                Failure.of(FailureCause.INTERNAL, "reason", value).facts().get("reason"));
    }
}
