package dev.culvert.ui.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the user set.
 *
 * @param closeToTray whether closing the window leaves the program in the tray, where there is one
 * @param notifications whether a tunnel's ups and downs are shown at the edge of the screen
 * @param profileOrder names of profiles as the user put them; those not named come after
 * @param window where the window was; empty before it was ever closed
 */
public record UserSettings(
        Theme theme,
        Language language,
        boolean closeToTray,
        boolean notifications,
        List<String> profileOrder,
        Optional<WindowPlace> window) {
    public static final UserSettings DEFAULT =
            new UserSettings(Theme.SYSTEM, Language.SYSTEM, true, true, List.of(), Optional.empty());

    public UserSettings {
        profileOrder = List.copyOf(profileOrder);
    }

    /** Light, dark, or what the system says. */
    public enum Theme {
        SYSTEM,
        LIGHT,
        DARK;

        /** @param systemIsDark what the system says now */
        public boolean isDark(boolean systemIsDark) {
            return this == DARK || (this == SYSTEM && systemIsDark);
        }
    }

    /** What the window speaks. */
    public enum Language {
        SYSTEM("system"),
        ENGLISH("en"),
        CHINESE("zh-CN");

        private final String tag;

        Language(String tag) {
            this.tag = tag;
        }

        /** As the file has it: {@code system} or a language tag (BCP 47). */
        public String tag() {
            return tag;
        }

        /** @param system the system's own */
        public Locale locale(Locale system) {
            return this == SYSTEM ? system : Locale.forLanguageTag(tag);
        }
    }

    /** In logical pixels; of a maximized window what it goes back to. */
    public record WindowPlace(double x, double y, double width, double height, boolean maximized) {}

    public UserSettings withTheme(Theme chosen) {
        return new UserSettings(chosen, language, closeToTray, notifications, profileOrder, window);
    }

    public UserSettings withLanguage(Language chosen) {
        return new UserSettings(theme, chosen, closeToTray, notifications, profileOrder, window);
    }

    public UserSettings withCloseToTray(boolean chosen) {
        return new UserSettings(theme, language, chosen, notifications, profileOrder, window);
    }

    public UserSettings withNotifications(boolean chosen) {
        return new UserSettings(theme, language, closeToTray, chosen, profileOrder, window);
    }

    public UserSettings withProfileOrder(List<String> names) {
        return new UserSettings(theme, language, closeToTray, notifications, names, window);
    }

    public UserSettings withWindow(WindowPlace place) {
        return new UserSettings(theme, language, closeToTray, notifications, profileOrder, Optional.of(place));
    }
}
