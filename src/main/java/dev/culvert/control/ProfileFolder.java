package dev.culvert.control;

import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells of the store's profiles when a file of theirs has changed. Not thread-safe; blocks on the file system. */
final class ProfileFolder {
    private final ProfileStore store;
    private final Tunnels.Listener listener;
    private @Nullable Object seen;
    private boolean troubled;

    ProfileFolder(ProfileStore store, Tunnels.Listener listener) {
        this.store = store;
        this.listener = listener;
    }

    void look() {
        try {
            Optional<List<StoredProfile>> news = news();
            if (troubled) {
                troubled = false;
                listener.storeTrouble(null);
            }
            news.ifPresent(listener::profiles);
        } catch (IOException e) {
            troubled = true;
            listener.storeTrouble(e);
        }
    }

    /** Every profile, when that is news; the first time it is. */
    private Optional<List<StoredProfile>> news() throws IOException {
        Object now = fingerprint();
        if (now.equals(seen)) {
            return Optional.empty();
        }
        List<StoredProfile> profiles = store.list();
        seen = now;
        return Optional.of(profiles);
    }

    private Object fingerprint() throws IOException {
        TreeMap<String, List<Object>> files = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(store.directory(), "*.json")) {
            for (Path file : entries) {
                try {
                    BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
                    // what may be read now is news too
                    files.put(file.toString(), List.of(facts.lastModifiedTime(), facts.size(), Files.isReadable(file)));
                } catch (NoSuchFileException e) {
                    // removed meanwhile
                } catch (IOException e) {
                    // the store says what is wrong with it
                    files.put(file.toString(), List.of());
                }
            }
        } catch (NoSuchFileException e) {
            return files;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }
}
