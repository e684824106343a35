package dev.culvert.ui.kit;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/** The window's look: AtlantaFX Primer, light or dark, with our style sheets and fonts. JavaFX thread. */
public final class Look {
    private static final List<String> FONTS = List.of(
            "InterTabular-Regular.otf",
            "InterTabular-Medium.otf",
            "InterTabular-SemiBold.otf",
            "JetBrainsMono-Regular.ttf");
    /** Colours and controls first, then a sheet for each part of the window. */
    private static final List<String> SHEETS = List.of("culvert.css", "tunnel.css", "dialogs.css", "editor.css");

    private static final String DARK = "dark";

    private Look() {}

    /** Once, before the first scene. */
    public static void loadFonts() {
        for (String font : FONTS) {
            try (InputStream in = Look.class.getResourceAsStream("/fonts/" + font)) {
                Font.loadFont(Objects.requireNonNull(in, font), 14);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String url(String sheet) {
        return Objects.requireNonNull(Look.class.getResource("/dev/culvert/ui/" + sheet), sheet)
                .toExternalForm();
    }

    /** Dresses {@code scene}; again when the theme changes, or the scene has a new root. */
    public static void apply(Scene scene, boolean dark) {
        Application.setUserAgentStylesheet((dark ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheet());
        scene.getStylesheets().setAll(SHEETS.stream().map(Look::url).toList());
        List<String> classes = scene.getRoot().getStyleClass();
        classes.remove(DARK);
        if (dark) {
            classes.add(DARK);
        }
    }
}
