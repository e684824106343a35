package dev.culvert.ui.editor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Editors for tests, whose saving is a list, at once and on the same thread. */
final class Editors {
    private static final Path FIXTURES = Path.of("src/test/resources/profiles");

    final List<String> saved = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final EditorViewModel model;

    private Editors(String text, boolean isNew) {
        model = new EditorViewModel(
                text,
                isNew,
                new Leaving(
                        (now, overwrite) -> saved.add(now), Runnable::run, Runnable::run, () -> events.add("done")));
    }

    static Editors of(String text) {
        return new Editors(text, false);
    }

    static Editors ofNew() {
        return new Editors(EditorViewModel.blank(""), true);
    }

    static EditorViewModel model(String text) {
        return of(text).model;
    }

    /** {@code folder/name} below the fixtures. */
    static String fixture(String name) {
        try {
            return Files.readString(FIXTURES.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of fixtures as {@link #fixture} takes them. */
    static List<String> fixtures(String... folders) {
        List<String> names = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.list(FIXTURES.resolve(folder))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".json"))
                        .sorted()
                        .forEach(name -> names.add(folder + "/" + name.replace(".json", "")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (names.isEmpty()) {
            throw new IllegalStateException("no fixtures in " + List.of(folders));
        }
        return names;
    }

    /** Types a value letter by letter, and leaves the field. */
    static void type(EditorViewModel model, Field field, String value) {
        for (int i = 0; i <= value.length(); i++) {
            model.text(field).set(value.substring(0, i));
        }
        model.leave(field);
    }
}
