package dev.culvert.ui.editor;

import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Saves to the profiles' directory: adds a new profile, or replaces the file that was opened, unless someone else changed it. */
public final class ProfileSaver implements Leaving.Saver {
    private final ProfileStore store;
    private @Nullable Path file;
    private String before;

    private ProfileSaver(ProfileStore store, @Nullable Path file, String before) {
        this.store = store;
        this.file = file;
        this.before = before;
    }

    /** For a profile that has no file yet. */
    public static ProfileSaver adding(ProfileStore store) {
        return new ProfileSaver(store, null, "");
    }

    /** For a profile whose text was read from a file. */
    public static ProfileSaver replacing(ProfileStore store, StoredProfile opened) {
        return new ProfileSaver(store, opened.file(), opened.text());
    }

    @Override
    public void save(String text, boolean overwrite) throws SaveException, IOException {
        String name = ProfileReader.nameIn(text).orElse("");
        for (StoredProfile other : store.named(name)) {
            if (!other.file().equals(file)) {
                throw new SaveException(SaveException.Reason.NAME_TAKEN, name);
            }
        }
        Path to = file;
        if (to == null) {
            file = store.add(name, text);
        } else if (overwrite && !Files.exists(to)) {
            ProfileStore.write(to, text, false);
        } else {
            StoredProfile now = Files.exists(to) ? ProfileStore.read(to) : null;
            if (now == null || (!overwrite && !now.text().equals(before))) {
                throw new SaveException(SaveException.Reason.CHANGED_ELSEWHERE, to.toString());
            }
            store.replace(now, text);
        }
        before = text;
    }
}
