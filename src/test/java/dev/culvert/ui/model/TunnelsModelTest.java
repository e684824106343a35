package dev.culvert.ui.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelState.Stage;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of tunnels, as the window shows it. No toolkit runs. */
class TunnelsModelTest {
    private static final TunnelState UP = new TunnelState.Connected("tun0", Instant.EPOCH);
    private static final TunnelState REFUSED = new TunnelState.Failed(Failure.of(FailureCause.LOGIN_REFUSED));

    private long now;
    private final TunnelsModel model = new TunnelsModel(Runnable::run, () -> now);

    private TunnelModel office() {
        return model.find("office").orElseThrow();
    }

    private void state(TunnelState state) {
        model.event(new Event.State("office", state));
    }

    /** One second later. */
    private void figures(TunnelState state, long down, long up, double rtt) {
        now += Duration.ofSeconds(1).toNanos();
        model.tunnels(List.of(Told.tunnel("office", state, down, up, rtt)));
    }

    @Test
    void fromTheClickToRatesAndPeaks() {
        model.profiles(Told.profiles("office"));
        assertThat(office().isOn()).isFalse();

        model.asked("office");
        assertThat(office().state()).isEqualTo(new TunnelState.Connecting(Stage.HELPER));
        assertThat(office().isBusy()).isTrue();
        model.tunnels(List.of());
        assertThat(office().isOn()).as("the helper does not know it yet").isTrue();

        state(new TunnelState.Connecting(Stage.LOGIN));
        assertThat(office().steps().current()).isEqualTo(Step.LOGIN);
        state(UP);
        assertThat(office().isUp()).isTrue();
        assertThat(office().downRate()).as("nothing known yet").isNaN();

        figures(UP, 1000, 100, 20);
        figures(UP, 6000, 300, 10);
        figures(UP, 8000, 400, 30);
        assertThat(office().downRate()).isEqualTo(2000);
        assertThat(office().upRate()).isEqualTo(100);
        assertThat(office().downPeak()).isEqualTo(5000);
        assertThat(office().upPeak()).isEqualTo(200);
        assertThat(office().rttBest()).isEqualTo(10);
        assertThat(office().rttWorst()).isEqualTo(30);
        assertThat(office().history().count()).isEqualTo(2);
        assertThat(office().history().down(0)).isEqualTo(2000);
        assertThat(office().history().down(1)).isEqualTo(5000);
        assertThat(model.downRate()).isEqualTo(2000);

        model.tunnels(List.of());
        assertThat(office().state()).isEqualTo(new TunnelState.Disconnected());
        assertThat(office().downRate()).isNaN();
        assertThat(office().history().count()).isZero();
        assertThat(office().status()).isNull();
    }

    @Test
    void twoFiguresInAMomentMakeNoWildRate() {
        model.profiles(Told.profiles("office"));
        figures(UP, 0, 0, 1);
        figures(UP, 1000, 1000, 1);
        now += Duration.ofMillis(1).toNanos();
        model.tunnels(List.of(Told.tunnel("office", UP, 9000, 9000, 1.0)));
        assertThat(office().downRate()).isEqualTo(1000);
    }

    @Test
    void aFailureStaysUntilTheNextAttempt() {
        model.profiles(Told.profiles("office"));
        model.asked("office");
        state(new TunnelState.Connecting(Stage.LOGIN));
        model.failed("office", Failure.of(FailureCause.LOGIN_REFUSED));
        model.tunnels(List.of());
        assertThat(office().state()).isEqualTo(REFUSED);
        assertThat(office().steps().failed()).isEqualTo(Step.LOGIN);
        assertThat(office().failedAt()).isNotNull();

        model.asked("office");
        assertThat(office().state()).isInstanceOf(TunnelState.Connecting.class);
        assertThat(office().failedAt()).isNull();
        assertThat(office().steps().failed()).isNull();
    }

    @Test
    void newsOfTheLastAttemptDoesNotEndTheNewOne() {
        model.profiles(Told.profiles("office"));
        figures(REFUSED, 0, 0, 1);
        assertThat(office().state()).isEqualTo(REFUSED);
        model.asked("office");
        figures(REFUSED, 0, 0, 1);
        assertThat(office().isOn()).isTrue();
        state(new TunnelState.Connecting(Stage.TCP));
        state(REFUSED);
        assertThat(office().state()).as("the new attempt's own end").isEqualTo(REFUSED);
    }

    @Test
    void profilesStandInThePersonsOrderAndThenByName() {
        model.order(List.of("zoo", "gone"));
        model.profiles(Told.profiles("beta", "Alpha", "zoo"));
        assertThat(model.all()).extracting(TunnelModel::name).containsExactly("zoo", "Alpha", "beta");
        model.profiles(Told.profiles("beta"));
        assertThat(model.all()).extracting(TunnelModel::name).containsExactly("beta");
    }

    @Test
    void aTunnelFromAFileElsewhereIsThereWhileItIsUp() {
        model.profiles(Told.profiles("home"));
        figures(UP, 0, 0, 1);
        assertThat(office().isUp()).isTrue();
        assertThat(office().stored()).isNull();
        model.profiles(Told.profiles("home"));
        assertThat(model.find("office")).as("still up").isPresent();
        model.tunnels(List.of());
        assertThat(model.find("office")).isEmpty();
    }

    @Test
    void whoWaitsForAProfileHearsOfItOnce() {
        List<String> heard = new ArrayList<>();
        model.whenThere("office", tunnel -> heard.add(tunnel.name()));
        model.profiles(Told.profiles("home"));
        assertThat(heard).isEmpty();
        model.profiles(Told.profiles("home", "office"));
        model.profiles(Told.profiles("office"));
        assertThat(heard).containsExactly("office");
        model.whenThere("office", tunnel -> heard.add("at once"));
        assertThat(heard).containsExactly("office", "at once");
    }

    @Test
    void whoWaitsForAProfileThatDoesNotComeIsNotSurprisedLater() {
        List<String> heard = new ArrayList<>();
        model.whenThere("office", tunnel -> heard.add(tunnel.name()));
        assertThat(model.awaits("office")).isTrue();
        now += Duration.ofSeconds(6).toNanos();
        assertThat(model.awaits("office")).isFalse();
        model.profiles(Told.profiles("office"));
        assertThat(heard).isEmpty();
    }
}
