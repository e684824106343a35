package dev.culvert.ui;

import java.util.concurrent.Executor;
import javafx.application.Platform;

/** Runs things on the JavaFX thread, at once when called there. The one way from other threads into the window. */
public final class FxThread implements Executor {
    @Override
    public void execute(Runnable action) {
        if (Platform.isFxApplicationThread()) {
            action.run();
        } else {
            Platform.runLater(action);
        }
    }

    /** Runs {@code action} once what is being done now is over, layout included. */
    public void later(Runnable action) {
        Platform.runLater(action);
    }
}
