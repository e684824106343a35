package dev.culvert.ui.kit;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Feather's icons: 16 px, or 12 px with style class {@code tiny}. The classes muted, subtle, ok, warn, bad and acc colour them. */
public final class Icons {
    private Icons() {}

    /** An icon beside words, which say what it means. */
    public static FontIcon of(Feather icon, String... styleClasses) {
        FontIcon made = new FontIcon(icon);
        made.getStyleClass().addAll(styleClasses);
        made.setMouseTransparent(true);
        return made;
    }
}
