package dev.culvert.ui;

import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.ProfileWriter;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** What the window does with profiles' files. Methods block; nothing that is there is overwritten with something else. */
final class ProfileFiles {
    private final ProfileStore store;

    ProfileFiles(ProfileStore store) {
        this.store = store;
    }

    /** {@code name}, or with a number behind it, so that no profile has it. */
    String free(String name) throws IOException {
        Set<String> taken =
                store.list().stream().map(StoredProfile::name).collect(Collectors.toCollection(HashSet::new));
        String candidate = name;
        for (int number = 2; taken.contains(candidate); number++) {
            candidate = name + " " + number;
        }
        return candidate;
    }

    /** @return the copy's name */
    String duplicate(StoredProfile original, String wantedName) throws IOException {
        if (!(original.reading() instanceof ProfileReading.Valid valid)) {
            throw new IllegalArgumentException(original.file() + " is not valid");
        }
        String name = free(wantedName);
        store.add(name, ProfileWriter.write(valid.profile().named(name)));
        return name;
    }

    private static Profile with(Profile of, Profile.Server server) {
        return new Profile(
                of.name(),
                of.mode(),
                server,
                of.auth(),
                of.device(),
                of.network(),
                of.remote(),
                of.keepalive(),
                of.reconnect(),
                of.proxy(),
                of.forwards(),
                of.filter(),
                of.fallback(),
                of.start());
    }

    /** @throws FileAlreadyExistsException when there is one of that name */
    void add(String text) throws IOException {
        if (!(ProfileReader.read(text) instanceof ProfileReading.Valid valid)) {
            throw new IllegalArgumentException("not valid");
        }
        store.add(valid.profile().name(), text);
    }

    /** Copies each below {@code directory} under its file's name; a file that is there already is an error, and stays. */
    void export(List<StoredProfile> profiles, Path directory) throws IOException {
        all(
                profiles,
                each -> ProfileStore.export(each, directory.resolve(each.file().getFileName()), false));
    }

    /** Deletes all that are there; one that is not there any more is as it should be. */
    void delete(List<StoredProfile> profiles) throws IOException {
        all(profiles, each -> {
            try {
                store.remove(each);
            } catch (NoSuchFileException e) {
                // somebody else was faster
            }
        });
    }

    private interface Action {
        void on(StoredProfile profile) throws IOException;
    }

    /** With each, whatever becomes of the others; throws what failed first, the others suppressed in it. */
    private static void all(List<StoredProfile> profiles, Action action) throws IOException {
        IOException failed = null;
        for (StoredProfile each : profiles) {
            try {
                action.on(each);
            } catch (IOException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** Points a profile at the port where its server listens now. */
    StoredProfile withPort(StoredProfile stored, Profile profile, OptionalInt port) throws IOException {
        Profile.Server server = profile.server();
        if (server.port().equals(port)) {
            return stored;
        }
        Profile.Server moved = new Profile.Server(
                server.host(),
                port,
                server.user(),
                server.jump(),
                server.proxy(),
                server.useSshConfig(),
                server.matchExec());
        store.replace(stored, ProfileWriter.write(with(profile, moved)));
        return ProfileStore.read(stored.file());
    }
}
