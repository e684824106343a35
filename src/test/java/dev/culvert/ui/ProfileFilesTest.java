package dev.culvert.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoreException;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with several files is done with each, whatever becomes of the others. */
class ProfileFilesTest {
    @TempDir
    Path home;

    private ProfileStore store;
    private ProfileFiles files;

    @BeforeEach
    void fill() throws IOException {
        store = new ProfileStore(home.resolve("profiles"));
        files = new ProfileFiles(store);
        for (String name : List.of("a", "b", "c")) {
            store.add(name, "{\"name\": \"" + name + "\", \"mode\": \"tun\", \"server\": {\"host\": \"h\"}}");
        }
    }

    @Test
    void oneThatIsGoneKeepsNoOtherFromBeingDeleted() throws IOException {
        List<StoredProfile> all = store.list();
        Files.delete(all.getFirst().file());

        files.delete(all);

        assertThat(store.list()).isEmpty();
    }

    @Test
    void oneThatCannotBeDeletedIsToldAfterTheOthersAre() throws IOException {
        Path folder = Files.createDirectory(store.directory().resolve("aa.json"));
        List<StoredProfile> all = store.list();

        assertThatThrownBy(() -> files.delete(all)).isInstanceOf(StoreException.class);

        assertThat(folder).isDirectory();
        assertThat(store.list()).extracting(StoredProfile::name).containsExactly("aa");
    }

    @Test
    void oneThatIsThereAlreadyKeepsNoOtherFromBeingExported() throws IOException {
        Path to = Files.createDirectory(home.resolve("copies"));
        Path mine = Files.writeString(to.resolve("a.json"), "mine");
        Files.writeString(to.resolve("b.json"), "mine too");

        assertThatThrownBy(() -> files.export(store.list(), to))
                .isInstanceOf(FileAlreadyExistsException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));

        assertThat(mine).hasContent("mine");
        assertThat(to.resolve("c.json")).exists();
    }
}
