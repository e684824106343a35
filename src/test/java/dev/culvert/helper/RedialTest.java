package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.profile.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a lost tunnel is dialled again, and when it is left alone. */
class RedialTest {
    private static final Failure LOST = Failure.of(FailureCause.CONNECTION_LOST);
    private static final Failure REFUSED = Failure.of(FailureCause.LOGIN_REFUSED);

    @Test
    void atOnceThenAfterPausesThatDoubleUpToTheLongest() {
        Redial redial = redial(Duration.ofSeconds(10), 0.5);
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            pauses.add(redial.after(LOST).orElseThrow().length().toSeconds());
        }
        assertThat(pauses).containsExactly(0L, 1L, 2L, 4L, 8L, 10L, 10L);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void jitterIsAFifthAndNeverBeyondTheLongest(double random) {
        Redial redial = redial(Duration.ofSeconds(2), random);
        redial.after(LOST);
        assertThat(redial.after(LOST).orElseThrow().length()).isEqualTo(Duration.ofMillis(random == 0 ? 800 : 1200));
        assertThat(redial.after(LOST).orElseThrow().length()).isEqualTo(Duration.ofMillis(random == 0 ? 1600 : 2000));
        assertThat(redial.after(LOST).orElseThrow().length()).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aTunnelThatHeldBeginsAnewAndOneThatDidNotGoesOn() {
        Redial redial = redial(Duration.ofSeconds(30), 0.5);
        redial.after(LOST);
        redial.after(LOST);
        redial.lostAfter(Duration.ofSeconds(2));
        assertThat(redial.after(LOST).orElseThrow()).isEqualTo(new Redial.Pause(3, Duration.ofSeconds(2), true));
        redial.lostAfter(Duration.ofMinutes(1));
        assertThat(redial.after(LOST).orElseThrow()).isEqualTo(new Redial.Pause(1, Duration.ZERO, true));
    }

    @Test
    void aRefusedLoginIsNotHammered() {
        Redial redial = redial(Duration.ofSeconds(1), 0.5);
        redial.after(LOST);
        for (int i = 0; i < 2; i++) {
            Redial.Pause pause = redial.after(REFUSED).orElseThrow();
            assertThat(pause.length()).isEqualTo(Duration.ofMinutes(1));
            assertThat(pause.hasty()).as("ended by a network that comes back").isFalse();
        }
        assertThat(redial.after(REFUSED)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCause.class,
            names = {
                "HOST_KEY_UNKNOWN",
                "HOST_KEY_CHANGED",
                "HOST_KEY_REVOKED",
                "SECRET_NEEDED",
                "TUNNEL_NOT_PERMITTED",
                "REMOTE_NOT_CONFIGURABLE",
                "LOCAL_STEP_FAILED",
                "NO_PRIVILEGE",
                "INTERNAL",
                "CANCELLED"
            })
    void leavesAloneWhatWouldEndTheSame(FailureCause cause) {
        assertThat(redial(Duration.ofSeconds(1), 0.5).after(Failure.of(cause))).isEmpty();
    }

    private static Redial redial(Duration longest, double random) {
        return new Redial(new Profile.Reconnect(true, true, longest), () -> random);
    }
}
