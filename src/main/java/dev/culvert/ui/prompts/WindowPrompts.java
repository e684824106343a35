package dev.culvert.ui.prompts;

import dev.culvert.control.Prompts;
import dev.culvert.control.words.Messages;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * Asks the person by dialogs. Who asks, on any thread but JavaFX's, waits for the answer; an interrupt, {@link #cancel} and {@link
 * #close} are a no.
 */
public final class WindowPrompts implements Prompts, AutoCloseable {
    private final DialogLayer layer;
    private final Executor fx;
    private final Supplier<Messages> words;
    private final Consumer<String> told;
    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();
    private final ObservableList<String> waiting = FXCollections.observableArrayList();
    private volatile boolean closed;

    /**
     * @param fx the JavaFX thread, in order
     * @param words in the language that the window has when it asks
     * @param told hears, on the JavaFX thread, what needs no answer
     */
    public WindowPrompts(DialogLayer layer, Executor fx, Supplier<Messages> words, Consumer<String> told) {
        this.layer = layer;
        this.fx = fx;
        this.words = words;
        this.told = told;
    }

    /** Who asked and waits. The card is the JavaFX thread's. */
    private static final class Pending {
        final String tunnel;
        final CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();

        @Nullable
        DialogCard card;

        Pending(String tunnel) {
            this.tunnel = tunnel;
        }
    }

    /** Names of the tunnels that wait for an answer, one for each question, in the order of asking. JavaFX thread. */
    public ObservableList<String> waiting() {
        return FXCollections.unmodifiableObservableList(waiting);
    }

    @Override
    public Trust trustHostKey(HostKey key) {
        Trust trust =
                ask(key.tunnel(), answer -> HostKeyDialog.unknown(new HostKeyViewModel(key), words.get(), answer));
        return trust == null ? Trust.NO : trust;
    }

    @Override
    public boolean replaceHostKey(ChangedHostKey key) {
        Boolean yes = ask(key.tunnel(), answer -> HostKeyDialog.changed(key, words.get(), answer));
        return yes != null && yes;
    }

    @Override
    public @Nullable List<String> ask(Question question) {
        Answer answer = ask(question, false);
        return answer == null ? null : answer.lines();
    }

    @Override
    public @Nullable Answer askToKeep(Question question) {
        return ask(question, true);
    }

    private @Nullable Answer ask(Question question, boolean keepable) {
        return ask(
                question.tunnel(),
                answer -> SecretDialog.of(new SecretViewModel(question, keepable, words.get()), words.get(), answer));
    }

    @Override
    public boolean isAttended() {
        return !closed;
    }

    @Override
    public void tell(String text) {
        fx.execute(() -> told.accept(text));
    }

    /** Answers no to all that is asked for {@code tunnel}: it is not being connected any more. Any thread. */
    public void cancel(String tunnel) {
        for (Pending each : pending) {
            if (each.tunnel.equals(tunnel)) {
                each.answer.complete(null);
            }
        }
    }

    /** Answers no to all that is asked, now and from here on: the window is going. Any thread. */
    @Override
    public void close() {
        closed = true;
        pending.forEach(each -> each.answer.complete(null));
    }

    @SuppressWarnings("unchecked") // the dialog is given a consumer of what comes back
    private <T> @Nullable T ask(String tunnel, Function<Consumer<@Nullable T>, DialogCard> dialog) {
        Pending question = new Pending(tunnel);
        pending.add(question);
        if (closed) {
            question.answer.complete(null);
        }
        fx.execute(() -> open(question, dialog));
        try {
            return (T) question.answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            question.answer.complete(null);
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pending.remove(question);
            fx.execute(() -> shut(question));
        }
    }

    private <T> void open(Pending question, Function<Consumer<@Nullable T>, DialogCard> dialog) {
        if (question.answer.isDone()) {
            return;
        }
        DialogCard card;
        try {
            card = dialog.apply(answer -> {
                question.answer.complete(answer);
                shut(question);
            });
        } catch (RuntimeException e) {
            // who asked must not wait for what will never show
            question.answer.completeExceptionally(e);
            return;
        }
        question.card = card;
        waiting.add(question.tunnel);
        layer.show(card);
    }

    private void shut(Pending question) {
        DialogCard card = question.card;
        if (card != null) {
            question.card = null;
            waiting.remove(question.tunnel);
            layer.close(card);
        }
    }
}
