package dev.culvert.profile;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a user's profiles and settings are. */
public final class ConfigDirectory {
    private ConfigDirectory() {}

    /** For this process: its environment, its user's home, its system. */
    public static Path profiles() {
        return profiles(System.getenv(), Path.of(System.getProperty("user.home")), System.getProperty("os.name"));
    }

    /** The window's settings, beside the profiles. */
    public static Path settings() {
        return profiles().resolveSibling("settings.json");
    }

    /**
     * {@code CULVERT_CONFIG_DIR/profiles}, else below the system's place for settings; a relative {@code XDG_CONFIG_HOME}
     * counts for nothing (XDG Base Directory Specification).
     */
    static Path profiles(Map<String, String> environment, Path home, String system) {
        String chosen = environment.get("CULVERT_CONFIG_DIR");
        if (chosen != null && !chosen.isEmpty()) {
            return Path.of(chosen, "profiles").toAbsolutePath();
        }
        return settings(environment, home, system.toLowerCase(Locale.ROOT)).resolve("culvert/profiles");
    }

    private static Path settings(Map<String, String> environment, Path home, String system) {
        if (system.startsWith("mac")) {
            return home.resolve("Library/Application Support");
        }
        if (system.startsWith("windows")) {
            Path roaming = absolute(environment.get("APPDATA"));
            return roaming != null ? roaming : home.resolve("AppData/Roaming");
        }
        Path xdg = absolute(environment.get("XDG_CONFIG_HOME"));
        return xdg != null ? xdg : home.resolve(".config");
    }

    private static @Nullable Path absolute(@Nullable String path) {
        return path != null && Path.of(path).isAbsolute() ? Path.of(path) : null;
    }
}
