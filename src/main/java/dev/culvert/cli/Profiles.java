package dev.culvert.cli;

import dev.culvert.ipc.TunnelStatus;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the profile that an argument means, and says what is wrong with one. */
final class Profiles {
    private final Surroundings here;

    Profiles(Surroundings here) {
        this.here = here;
    }

    /** NAME_OR_FILE: a file where it has a slash or ends in {@code .json}, else a stored profile, else a file that exists. */
    StoredProfile find(String nameOrFile) throws CommandFailure, IOException {
        if (nameOrFile.indexOf('/') >= 0 || nameOrFile.endsWith(".json")) {
            return readFile(path(nameOrFile));
        }
        List<StoredProfile> stored = here.store().named(nameOrFile);
        if (stored.isEmpty()) {
            Path file = path(nameOrFile);
            if (Files.isRegularFile(file)) {
                return readFile(file);
            }
            throw unknown(nameOrFile);
        }
        return only(nameOrFile, stored);
    }

    /** The tunnel that is meant: by its name, or by the file of its profile. */
    Optional<String> running(String meant, List<TunnelStatus> tunnels) throws CommandFailure, IOException {
        if (tunnels.stream().anyMatch(tunnel -> tunnel.name().equals(meant))) {
            return Optional.of(meant);
        }
        StoredProfile profile = find(meant);
        return tunnels.stream()
                .map(TunnelStatus::name)
                .filter(profile.name()::equals)
                .findAny();
    }

    /** NAME: a stored profile. */
    StoredProfile stored(String name) throws CommandFailure, IOException {
        List<StoredProfile> stored = here.store().named(name);
        if (stored.isEmpty()) {
            throw unknown(name);
        }
        return only(name, stored);
    }

    private StoredProfile only(String name, List<StoredProfile> stored) throws CommandFailure {
        if (stored.size() > 1) {
            String files = String.join(
                    ", ", stored.stream().map(one -> one.file().toString()).toList());
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.ambiguous", "name", name, "files", files));
        }
        return stored.getFirst();
    }

    CommandFailure unknown(String name) {
        return new CommandFailure(ExitStatus.USAGE, here.text("cli.unknown", "name", name));
    }

    StoredProfile readFile(Path file) throws CommandFailure, IOException {
        try {
            return ProfileStore.read(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.noFile", "file", file.toString()));
        }
    }

    Path path(String text) throws CommandFailure {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.noFile", "file", text));
        }
    }

    /**
     * The profile, where nothing is wrong with it; else prints every problem, one a line.
     *
     * @param carriedOut whether it must ask for nothing that this version does not do
     */
    Profile require(StoredProfile stored, boolean carriedOut) throws CommandFailure {
        return switch (stored.reading()) {
            case ProfileReading.Valid(Profile profile, List<ProfileProblem> notSupported) -> {
                if (carriedOut && !notSupported.isEmpty()) {
                    throw refused(stored, notSupported);
                }
                yield profile;
            }
            case ProfileReading.Invalid(List<ProfileProblem> problems) -> throw refused(stored, problems);
        };
    }

    CommandFailure refused(StoredProfile stored, List<ProfileProblem> problems) {
        return new CommandFailure(ExitStatus.PROFILE, lines(stored.file(), problems));
    }

    String lines(Path file, List<ProfileProblem> problems) {
        return String.join(
                "\n",
                problems.stream()
                        .map(problem -> here.messages().problem(file.toString(), problem))
                        .toList());
    }
}
