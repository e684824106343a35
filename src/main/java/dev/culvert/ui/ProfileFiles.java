package dev.culvert.ui;

import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.ProfileWriter;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the window does with profiles' files. Methods block; nothing that is there is overwritten with something else. */
final class ProfileFiles {
    private final ProfileStore store;

    ProfileFiles(ProfileStore store) {
        this.store = store;
    }

    /** The text that a new profile starts from. */
    String blank(String name) throws IOException {
        return ProfileWriter.write(Profile.of(free(name), Profile.Mode.TUN, Profile.Server.of("")));
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
            throw new IOException(original.file().toString());
        }
        String name = free(wantedName);
        Profile profile = valid.profile();
        store.add(name, ProfileWriter.write(with(profile, name, profile.server())));
        return name;
    }

    private static Profile with(Profile of, String name, Profile.Server server) {
        return new Profile(
                name,
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

    /** What a profile would run on its server, as the login user. */
    static List<String> commands(Profile profile) {
        return Stream.concat(profile.remote().up().stream(), profile.remote().down().stream())
                .toList();
    }

    /** @throws FileAlreadyExistsException when there is one of that name */
    void add(String text) throws IOException {
        if (!(ProfileReader.read(text) instanceof ProfileReading.Valid valid)) {
            throw new IOException("not valid");
        }
        store.add(valid.profile().name(), text);
    }

    /** Writes each below {@code directory} under its file's name; a file that is there already is an error, and stays. */
    void export(List<StoredProfile> profiles, Path directory) throws IOException {
        for (StoredProfile each : profiles) {
            Path name = each.file().getFileName();
            ProfileStore.write(directory.resolve(name), each.text(), false);
        }
    }

    void export(StoredProfile profile, Path file) throws IOException {
        ProfileStore.write(file, profile.text(), true);
    }

    void delete(List<StoredProfile> profiles) throws IOException {
        for (StoredProfile each : profiles) {
            store.remove(each);
        }
    }

    /** Points a profile at the port where its server listens now. */
    StoredProfile withPort(StoredProfile stored, Profile profile, OptionalInt port) throws IOException {
        Profile.Server server = profile.server();
        if (server.port().equals(port)) {
            return stored;
        }
        Profile.Server moved = new Profile.Server(
                server.host(), port, server.user(), server.jump(), server.proxy(), server.useSshConfig());
        store.replace(stored, ProfileWriter.write(with(profile, profile.name(), moved)));
        return ProfileStore.read(stored.file());
    }
}
