package dev.culvert.ui;

import dev.culvert.control.words.Messages;
import dev.culvert.net.TunnelException;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.prompts.Confirmation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kordamp.ikonli.feather.Feather;
import org.slf4j.LoggerFactory;

/** The window's end, and what becomes of the tunnels that are up: they are taken down, or the keeper stays for them. */
final class Quit {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final App app;

    Quit(App app) {
        this.app = app;
    }

    /**
     * What becomes of the tunnels that are on, by name.
     *
     * @param stay can stay up without the window
     * @param end go with it: what is not up yet, and the demonstration, whose server is in this process
     */
    record Outcome(List<String> stay, List<String> end) {
        static Outcome of(List<TunnelModel> all, Predicate<TunnelModel> isServedHere) {
            Map<Boolean, List<String>> stays = all.stream()
                    .filter(TunnelModel::isOn)
                    .collect(Collectors.partitioningBy(
                            each -> each.isUp() && !isServedHere.test(each),
                            Collectors.mapping(TunnelModel::name, Collectors.toList())));
            return new Outcome(stays.getOrDefault(true, List.of()), stays.getOrDefault(false, List.of()));
        }

        Outcome allEnd() {
            return new Outcome(
                    List.of(), Stream.concat(stay.stream(), end.stream()).toList());
        }

        String text(Messages texts) {
            return texts.text("window.quit.text", "stay", String.join(", ", stay), "end", String.join(", ", end));
        }
    }

    private Outcome outcome() {
        return Outcome.of(app.model().all(), app::isServedHere);
    }

    /** At once while nothing is up; else as the person says. */
    void ask() {
        app.views().leave(() -> {
            Outcome outcome = outcome();
            if (outcome.stay().isEmpty() && outcome.end().isEmpty()) {
                leave(outcome);
                return;
            }
            app.raise();
            app.quitAsked(true);
            Messages texts = app.messages();
            List<Confirmation.Choice> choices = new ArrayList<>();
            if (!outcome.stay().isEmpty()) {
                choices.add(new Confirmation.Choice(
                        texts.text("window.quit.keep"), Confirmation.Weight.PLAIN, () -> leave(outcome())));
            }
            choices.add(new Confirmation.Choice(
                    texts.text("window.quit.disconnect"),
                    Confirmation.Weight.MAIN,
                    () -> leave(outcome().allEnd())));
            new Confirmation(texts.text("window.quit.title"), outcome.text(texts), Feather.POWER, List.of(), choices)
                    .show(app.dialogs(), texts, () -> app.quitAsked(false));
        });
    }

    private void leave(Outcome outcome) {
        app.answerNoMore();
        // a helper that says nothing does not keep the window
        var _ = CompletableFuture.runAsync(() -> part(outcome), Executors.newVirtualThreadPerTaskExecutor())
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((_, _) -> app.fx().execute(app::end));
    }

    private void part(Outcome outcome) {
        try {
            app.tunnels().leave(outcome.stay(), outcome.end());
        } catch (TunnelException e) {
            LoggerFactory.getLogger(Quit.class).warn("not left in order: {}", e.failure());
        }
    }
}
