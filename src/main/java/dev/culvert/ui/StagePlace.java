package dev.culvert.ui;

import dev.culvert.ui.settings.SavedSettings;
import dev.culvert.ui.settings.UserSettings;
import javafx.stage.Screen;
import javafx.stage.Stage;

/** Where the window was, and is put again while a screen is there. */
final class StagePlace {
    private StagePlace() {}

    static void restore(Stage stage, UserSettings settings) {
        settings.window().ifPresent(place -> {
            boolean seen = !Screen.getScreensForRectangle(place.x(), place.y(), place.width(), place.height())
                    .isEmpty();
            if (seen) {
                stage.setX(place.x());
                stage.setY(place.y());
                stage.setWidth(place.width());
                stage.setHeight(place.height());
                stage.setMaximized(place.maximized());
            }
        });
    }

    static void keep(Stage stage, SavedSettings settings) {
        boolean maximized = stage.isMaximized();
        settings.update(now -> now.withWindow(
                maximized && now.window().isPresent()
                        ? new UserSettings.WindowPlace(
                                now.window().get().x(),
                                now.window().get().y(),
                                now.window().get().width(),
                                now.window().get().height(),
                                true)
                        : new UserSettings.WindowPlace(
                                stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), maximized)));
    }
}
