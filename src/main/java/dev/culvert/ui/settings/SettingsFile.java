package dev.culvert.ui.settings;

import dev.culvert.profile.ProfileStore;
import dev.culvert.ui.settings.UserSettings.Language;
import dev.culvert.ui.settings.UserSettings.Theme;
import dev.culvert.ui.settings.UserSettings.WindowPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code settings.json}, 0600, replaced as a whole or not at all. Keys and values that this version does not know stay as they are;
 * a file that is no JSON object is kept aside as {@code settings.json.broken}. Thread-safe; methods block on the file system.
 */
public final class SettingsFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;

    public SettingsFile(Path file) {
        this.file = file;
    }

    /** What the file says; the defaults for what it does not say, or says in a way that is not known. */
    public synchronized UserSettings read() throws IOException {
        return parse(tree());
    }

    /** Writes what differs from the file. */
    public synchronized void write(UserSettings settings) throws IOException {
        ObjectNode tree = tree();
        UserSettings there = parse(tree);
        if (settings.equals(there) && Files.exists(file)) {
            return;
        }
        if (settings.theme() != there.theme()) {
            tree.put("theme", settings.theme().name().toLowerCase(Locale.ROOT));
        }
        if (settings.language() != there.language()) {
            tree.put("language", settings.language().tag());
        }
        if (settings.closeToTray() != there.closeToTray()) {
            tree.put("closeToTray", settings.closeToTray());
        }
        if (settings.notifications() != there.notifications()) {
            tree.put("notifications", settings.notifications());
        }
        if (!settings.profileOrder().equals(there.profileOrder())) {
            tree.putPOJO("profileOrder", settings.profileOrder());
        }
        if (!settings.window().equals(there.window())) {
            settings.window().ifPresent(place -> put(tree.putObject("window"), place));
        }
        ProfileStore.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n", true);
    }

    private static void put(ObjectNode tree, WindowPlace place) {
        tree.put("x", place.x())
                .put("y", place.y())
                .put("width", place.width())
                .put("height", place.height())
                .put("maximized", place.maximized());
    }

    private ObjectNode tree() throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                keepAside();
            } else if (JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode tree) {
                return tree;
            } else {
                keepAside();
            }
        } catch (NoSuchFileException e) {
            // the first start
        } catch (JacksonException e) {
            keepAside();
        }
        return JSON.createObjectNode();
    }

    /** Under a name that is free: one that was kept before stays. */
    private void keepAside() throws IOException {
        Path broken = file.resolveSibling(file.getFileName() + ".broken");
        for (int number = 2; Files.exists(broken); number++) {
            broken = file.resolveSibling(file.getFileName() + ".broken-" + number);
        }
        Files.move(file, broken);
    }

    private static UserSettings parse(ObjectNode tree) {
        UserSettings usual = UserSettings.DEFAULT;
        return new UserSettings(
                one(Theme.values(), tree.get("theme"), each -> each.name().toLowerCase(Locale.ROOT), usual.theme()),
                one(Language.values(), tree.get("language"), Language::tag, usual.language()),
                flag(tree.path("closeToTray"), usual.closeToTray()),
                flag(tree.path("notifications"), usual.notifications()),
                names(tree.path("profileOrder")),
                place(tree.path("window")));
    }

    private static <T> T one(T[] values, @Nullable JsonNode node, Function<T, String> name, T otherwise) {
        for (T each : values) {
            if (node != null && node.isString() && name.apply(each).equals(node.stringValue())) {
                return each;
            }
        }
        return otherwise;
    }

    private static boolean flag(JsonNode node, boolean otherwise) {
        return node.isBoolean() ? node.booleanValue() : otherwise;
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : node) {
            if (each.isString()) {
                names.add(each.stringValue());
            }
        }
        return names;
    }

    private static Optional<WindowPlace> place(JsonNode node) {
        for (String key : List.of("x", "y", "width", "height")) {
            if (!node.path(key).isNumber()) {
                return Optional.empty();
            }
        }
        return Optional.of(new WindowPlace(
                node.get("x").asDouble(),
                node.get("y").asDouble(),
                node.get("width").asDouble(),
                node.get("height").asDouble(),
                flag(node.path("maximized"), false)));
    }
}
