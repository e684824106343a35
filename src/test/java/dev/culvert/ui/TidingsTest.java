package dev.culvert.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.desktop.Notifications;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.Told;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.model.TunnelsModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the person is told of, and what they see for themselves. No toolkit runs. */
class TidingsTest {
    private final List<String> sent = new ArrayList<>();
    private final TunnelsModel model = new TunnelsModel(Runnable::run, System::nanoTime);
    private boolean seen;
    private final Tidings tidings = new Tidings(
            model,
            () -> new StateWords(Messages.withWindow(Locale.ENGLISH)),
            Runnable::run,
            new NoActions(),
            new Notices(),
            () -> true,
            () -> seen);

    private void become(TunnelState state) {
        model.event(new Event.State("office", state));
        tidings.changed();
    }

    private void wait(boolean whileSeen) {
        seen = whileSeen;
        model.profiles(Told.profiles("office"));
        become(new TunnelState.Connecting(TunnelState.Stage.LOGIN));
        become(new TunnelState.Waiting("password"));
        tidings.needsYou("office");
    }

    @Test
    void aQuestionIsToldToWhoDoesNotSeeIt() {
        wait(false);
        assertThat(sent).containsExactly("office needs an answer from you", "office needs an answer from you");
    }

    @Test
    void whoLooksAtTheQuestionIsNotToldOfIt() {
        wait(true);
        assertThat(sent).isEmpty();
    }

    private final class Notices implements Notifications {
        @Override
        public boolean areShown() {
            return true;
        }

        @Override
        public void send(Notice notice) {
            sent.add(notice.title());
        }

        @Override
        public void withdraw(String id) {}
    }

    private static final class NoActions implements Tidings.Actions {
        @Override
        public void raise() {}

        @Override
        public void quit() {}

        @Override
        public void toggle(TunnelModel tunnel) {}

        @Override
        public void show(TunnelModel tunnel) {}
    }
}
