package dev.culvert.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ui.model.Told;
import dev.culvert.ui.model.TunnelsModel;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Who quits is told what stays and what ends. No toolkit runs. */
class QuitTest {
    private static final TunnelState UP = new TunnelState.Connected("tun0", Instant.EPOCH);

    private final TunnelsModel model = new TunnelsModel(Runnable::run, System::nanoTime);

    @Test
    void onlyWhatIsUpAndServedElsewhereStays() {
        model.profiles(Told.profiles("Demo", "home", "lab", "office"));
        model.event(new Event.State("Demo", UP));
        model.event(new Event.State("home", UP));
        model.event(new Event.State("lab", new TunnelState.Connecting(TunnelState.Stage.LOGIN)));

        Quit.Outcome outcome = Quit.Outcome.of(model.all(), each -> each.name().equals("Demo"));

        assertThat(outcome.stay()).containsExactly("home");
        assertThat(outcome.end()).containsExactly("Demo", "lab");
        assertThat(outcome.allEnd()).isEqualTo(new Quit.Outcome(List.of(), List.of("home", "Demo", "lab")));
        assertThat(outcome.text(Messages.withWindow(Locale.ENGLISH)))
                .isEqualTo("home can stay up without this window. This ends with it: Demo, lab.");
    }
}
