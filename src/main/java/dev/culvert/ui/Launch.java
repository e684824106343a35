package dev.culvert.ui;

import dev.culvert.ui.settings.SettingsFile;
import dev.culvert.ui.settings.UserSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import javafx.application.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The window's process, from start to quit. */
public final class Launch {
    private static final Logger log = LoggerFactory.getLogger(Launch.class);

    private Launch() {}

    /**
     * Runs the window until it is quit; blocks. Returns at once when another window runs, which comes forward.
     *
     * @param files profiles to import
     */
    public static void run(Parts parts, List<Path> files) throws IOException, InterruptedException {
        CompletableFuture<App> window = new CompletableFuture<>();
        boolean first = parts.desktop()
                .singleInstance()
                .claim(files, asked -> {
                    var _ = window.thenAcceptAsync(app -> app.comeForward(asked), new FxThread());
                })
                .join();
        if (!first) {
            parts.desktop().close();
            return;
        }
        SettingsFile file = new SettingsFile(parts.settings());
        UserSettings settings = file.read();
        CountDownLatch ended = new CountDownLatch(1);
        Platform.startup(() -> {
            try {
                Platform.setImplicitExit(false);
                App app = new App(parts, file, settings, ended::countDown);
                app.begin(files);
                window.complete(app);
                log.info("window shown {} ms after the start of the process", age());
            } catch (Exception | LinkageError e) {
                window.completeExceptionally(e);
            }
        });
        try {
            App app = window.get();
            ended.await();
            app.close();
        } catch (ExecutionException e) {
            throw new IOException("no window", e.getCause());
        } finally {
            Platform.exit();
        }
    }

    private static long age() {
        Instant now = Instant.now();
        return now.toEpochMilli()
                - ProcessHandle.current().info().startInstant().orElse(now).toEpochMilli();
    }
}
