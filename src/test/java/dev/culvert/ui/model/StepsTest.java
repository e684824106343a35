package dev.culvert.ui.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.TunnelState.Stage;
import dev.culvert.ui.model.Steps.Standing;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Seven steps for ten stages, with the time that each took. */
class StepsTest {
    private long now;
    private final Steps steps = new Steps(() -> now);

    private void at(long millis) {
        now = Duration.ofMillis(millis).toNanos();
    }

    @Test
    void eachStepLastsUntilTheNext() {
        steps.begin(Step.HELPER);
        at(100);
        steps.begin(Step.SSH);
        at(350);
        steps.begin(Step.SSH);
        at(400);
        assertThat(steps.standing(Step.HELPER)).isEqualTo(Standing.DONE);
        assertThat(steps.standing(Step.SSH)).isEqualTo(Standing.RUNNING);
        assertThat(steps.standing(Step.LOGIN)).isEqualTo(Standing.WAITING);
        assertThat(steps.length(Step.HELPER)).hasMillis(100);
        assertThat(steps.start(Step.SSH)).hasMillis(100);
        assertThat(steps.length(Step.SSH))
                .as("the same step again is no new one")
                .hasMillis(300);
        assertThat(steps.length(Step.LOGIN)).isZero();
        assertThat(steps.total()).hasMillis(400);
    }

    @Test
    void timesStandStillAfterTheEnd() {
        steps.begin(Step.HELPER);
        at(10);
        steps.begin(Step.ROUTES);
        at(30);
        steps.succeed();
        at(1000);
        assertThat(steps.total()).hasMillis(30);
        assertThat(steps.length(Step.ROUTES)).hasMillis(20);
        assertThat(steps.standing(Step.ROUTES)).isEqualTo(Standing.DONE);
        assertThat(steps.standing(Step.LOGIN)).isEqualTo(Standing.SKIPPED);
        assertThat(steps.failed()).isNull();
    }

    @Test
    void theStepThatRanIsTheOneThatFailed() {
        steps.begin(Step.HELPER);
        steps.begin(Step.CHANNEL);
        steps.fail();
        assertThat(steps.failed()).isEqualTo(Step.CHANNEL);
        assertThat(steps.standing(Step.CHANNEL)).isEqualTo(Standing.FAILED);
        assertThat(steps.standing(Step.SSH)).isEqualTo(Standing.SKIPPED);
        assertThat(steps.standing(Step.ROUTES)).isEqualTo(Standing.WAITING);
        steps.clear();
        assertThat(steps.isEmpty()).isTrue();
        assertThat(steps.failed()).isNull();
    }

    @Test
    void stagesNeverLeadBackToAnEarlierStep() {
        List<Step> inTurn = Arrays.stream(Stage.values()).map(Step::of).toList();
        assertThat(inTurn).isSorted().containsOnly(Step.values());
        assertThat(Step.of(Stage.HELPER).number()).isEqualTo(1);
        assertThat(Step.of(Stage.DNS).number()).isEqualTo(Step.COUNT);
    }
}
