package dev.culvert.ui;

import dev.culvert.control.words.Messages;
import dev.culvert.net.TunnelException;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.prompts.Confirmation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.kordamp.ikonli.feather.Feather;
import org.slf4j.LoggerFactory;

/** The window's end, and what becomes of the tunnels that are up: they are taken down, or the keeper stays for them. */
final class Quit {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final App app;

    Quit(App app) {
        this.app = app;
    }

    /** At once while nothing is up; else as the person says. */
    void ask() {
        app.views().leave(() -> {
            List<TunnelModel> on =
                    app.model().all().stream().filter(TunnelModel::isOn).toList();
            if (on.isEmpty()) {
                leave(false);
                return;
            }
            app.raise();
            app.quitAsked(true);
            Messages texts = app.messages();
            String names = on.stream().map(TunnelModel::name).collect(Collectors.joining(", "));
            new Confirmation(
                            texts.text("window.quit.title"),
                            texts.text("window.quit.text", "names", names),
                            Feather.POWER,
                            List.of(),
                            List.of(
                                    new Confirmation.Choice(
                                            texts.text("window.quit.keep"),
                                            Confirmation.Weight.PLAIN,
                                            () -> leave(false)),
                                    new Confirmation.Choice(
                                            texts.text("window.quit.disconnect"),
                                            Confirmation.Weight.MAIN,
                                            () -> leave(true))))
                    .show(app.dialogs(), texts, () -> app.quitAsked(false));
        });
    }

    private void leave(boolean disconnect) {
        app.answerNoMore();
        List<String> up = app.model().all().stream()
                .filter(TunnelModel::isUp)
                .map(TunnelModel::name)
                .toList();
        // a helper that says nothing does not keep the window
        var _ = CompletableFuture.runAsync(() -> part(disconnect, up), Executors.newVirtualThreadPerTaskExecutor())
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((_, _) -> app.fx().execute(app::end));
    }

    private void part(boolean disconnect, List<String> up) {
        try {
            app.tunnels().leave(disconnect, up);
        } catch (TunnelException e) {
            LoggerFactory.getLogger(Quit.class).warn("not left in order: {}", e.failure());
        }
    }
}
