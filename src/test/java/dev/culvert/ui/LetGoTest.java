package dev.culvert.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.lab.Await;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.log.LogView;
import dev.culvert.ui.log.LogViewModel;
import dev.culvert.ui.model.Commands;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.Told;
import dev.culvert.ui.model.TunnelsModel;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;

/** The models outlive the views: what was made for a language that is not shown any more is held by none of them. */
class LetGoTest extends FxTest {
    private static final Messages WORDS = Messages.withWindow(Locale.ENGLISH);

    private final TunnelsModel tunnels = new TunnelsModel(Runnable::run, System::nanoTime);
    private final LogViewModel log =
            new LogViewModel(Optional::empty, Platform::runLater, Runnable::run, () -> WORDS, Clock.systemUTC());

    private static Commands noCommands() {
        return (Commands) Proxy.newProxyInstance(
                Commands.class.getClassLoader(), new Class<?>[] {Commands.class}, (proxy, method, arguments) -> null);
    }

    private interface Closer<V> {
        void close(V view);
    }

    /** Shows it, lets go of it as a change of language does, and waits until nobody holds it. */
    private <V extends Parent> void assertLetGo(java.util.concurrent.Callable<V> make, Closer<V> closer) {
        WeakReference<V> old = shownAndClosed(make, closer);
        Await.until("nobody holds it", Duration.ofSeconds(20), () -> {
            System.gc();
            return old.get() == null;
        });
        assertThat(old.get()).isNull();
    }

    private <V extends Parent> WeakReference<V> shownAndClosed(
            java.util.concurrent.Callable<V> make, Closer<V> closer) {
        V view = fromFx(make);
        Stage stage = show(view, 1000, 700, false);
        onFx(() -> tunnels.profiles(Told.profiles("a", "b")));
        settle();
        onFx(() -> {
            closer.close(view);
            stage.getScene().setRoot(new Region());
            stage.hide();
        });
        settle();
        return new WeakReference<>(view);
    }

    @Test
    void theWindowAndItsList() {
        assertLetGo(
                () -> new MainWindow(
                        tunnels, noCommands(), new StateWords(WORDS), tunnel -> new Region(), new Region()),
                MainWindow::close);
    }

    @Test
    void theLog() {
        assertLetGo(() -> new LogView(log, WORDS, Optional::empty), LogView::close);
    }
}
