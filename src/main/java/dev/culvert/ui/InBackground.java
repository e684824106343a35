package dev.culvert.ui;

import dev.culvert.control.exchange.ImportException;
import dev.culvert.control.sshconfig.SshConfigException;
import dev.culvert.control.words.Messages;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Works with files beside the JavaFX thread, and says in the window what went wrong.
 *
 * @param trouble shows a text; called on the JavaFX thread
 */
record InBackground(Executor background, Executor fx, Supplier<Messages> words, Consumer<String> trouble) {
    /** What may block. */
    interface Work {
        void run() throws IOException;
    }

    void run(Work work) {
        run(work, _ -> {});
    }

    /** @param failed also hears of it, on the JavaFX thread */
    void run(Work work, Consumer<IOException> failed) {
        background.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                fx.execute(() -> {
                    trouble.accept(words.get().failure(Failure.of(FailureCause.INTERNAL, "reason", e.toString())));
                    failed.accept(new IOException(e));
                });
            } catch (IOException e) {
                fx.execute(() -> {
                    trouble.accept(said(e));
                    failed.accept(e);
                });
            }
        });
    }

    /** A line for each file. */
    private String said(IOException e) {
        return Stream.concat(Stream.of(e), Arrays.stream(e.getSuppressed()))
                .filter(IOException.class::isInstance)
                .map(each -> said(words.get(), (IOException) each))
                .collect(Collectors.joining("\n"));
    }

    private static String said(Messages words, IOException e) {
        return switch (e) {
            case SshConfigException wrong -> words.failure(wrong.failure());
            case ImportException wrong -> words.text("import.problem." + wrong.why(), "file", wrong.file());
            default -> words.file(e);
        };
    }
}
