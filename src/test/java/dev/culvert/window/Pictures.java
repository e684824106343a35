package dev.culvert.window;

import dev.culvert.ui.kit.Clipped;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.kit.Look;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Scene;

/** Takes pictures of what the window shows, light and dark, usual and smallest; keeps what could not be read in them. */
final class Pictures {
    private static final double SMALL_WIDTH = 420;
    private static final double SMALL_HEIGHT = 640;

    private final Hand hand;
    private final String language;
    private final List<String> clipped = new ArrayList<>();

    Pictures(Hand hand, String language) {
        this.hand = hand;
        this.language = language;
    }

    void take(String name) {
        take(name, "dark");
        take(name, "light");
        Scene scene = hand.scene();
        double width = FxTest.fromFx(scene::getWidth);
        double height = FxTest.fromFx(scene::getHeight);
        size(SMALL_WIDTH, SMALL_HEIGHT);
        take(name, "light", "-small");
        size(width, height);
    }

    /** What is within the window manager's frame. */
    private void size(double width, double height) {
        Scene scene = hand.scene();
        hand.onStage(stage -> {
            stage.setWidth(stage.getWidth() - scene.getWidth() + width);
            stage.setHeight(stage.getHeight() - scene.getHeight() + height);
        });
        FxTest.until(
                "another size",
                () -> Math.abs(scene.getWidth() - width) < 1 && Math.abs(scene.getHeight() - height) < 1);
        FxTest.settle();
    }

    private void take(String name, String theme) {
        take(name, theme, "");
    }

    private void take(String name, String theme, String size) {
        Scene scene = hand.scene();
        FxTest.onFx(() -> Look.apply(scene, theme.equals("dark")));
        String picture = name + "-" + theme + "-" + language + size;
        FxTest.snapshot(scene, picture);
        FxTest.onFx(() -> Clipped.texts(scene.getRoot()).forEach(text -> clipped.add(picture + ": " + text)));
    }

    /** Fails with all that could not be read. */
    void assertReadable() {
        if (!clipped.isEmpty()) {
            throw new AssertionError("clipped:\n" + String.join("\n", clipped));
        }
    }
}
