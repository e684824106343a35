package dev.culvert.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The profiles under src/test/resources/profiles. */
final class Fixtures {
    private static final Path ROOT = Path.of("src/test/resources/profiles");

    private Fixtures() {}

    static Stream<Path> in(String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("no profiles in " + folder);
            }
            return found.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path file(String name) {
        return ROOT.resolve(name + ".json");
    }

    static ProfileReading read(String name) {
        try {
            return ProfileReader.read(Files.readString(file(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Profile profile(String name) {
        return ((ProfileReading.Valid) read(name)).profile();
    }
}
