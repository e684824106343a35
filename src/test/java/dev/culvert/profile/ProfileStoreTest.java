package dev.culvert.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileStoreTest {
    private static final String OFFICE = "{\"name\": \"office\", \"mode\": \"tun\", \"server\": {\"host\": \"vpn\"}}";

    @TempDir
    Path home;

    private ProfileStore store;

    @BeforeEach
    void open() {
        store = new ProfileStore(home.resolve("culvert/profiles"));
    }

    @Test
    void isEmptyBeforeTheFirst() throws IOException {
        assertThat(store.list()).isEmpty();
    }

    @Test
    void addsForTheOwnerAlone() throws IOException {
        Path file = store.add("office", OFFICE);

        assertThat(file).hasContent(OFFICE).hasFileName("office.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.directory())))
                .isEqualTo("rwx------");
        assertThat(files()).containsExactly("office.json");
    }

    @Test
    void addsNothingOverWhatIsThere() throws IOException {
        store.add("office", OFFICE);
        assertThatThrownBy(() -> store.add("office", "{}")).isInstanceOf(FileAlreadyExistsException.class);

        Files.writeString(store.directory().resolve("home.json"), OFFICE.replace("office", "cabin"));
        assertThatThrownBy(() -> store.add("cabin", "{}")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> store.add("home", "{}")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(files()).containsExactlyInAnyOrder("office.json", "home.json");
    }

    @Test
    void listsByTheNameInside() throws IOException {
        store.add("office", OFFICE);
        Files.writeString(store.directory().resolve("b.json"), OFFICE.replace("office", "another"));
        Files.writeString(store.directory().resolve("broken.json"), "{");
        Files.writeString(store.directory().resolve("half.json"), "{\"name\": \"half-right\"}");
        Files.writeString(store.directory().resolve(".hidden.json"), OFFICE);
        Files.writeString(store.directory().resolve("notes.txt"), OFFICE);

        assertThat(store.list())
                .extracting(StoredProfile::name)
                .containsExactly("another", "broken", "half-right", "office");
        assertThat(store.named("half-right"))
                .singleElement()
                .satisfies(half -> assertThat(half.reading()).isInstanceOf(ProfileReading.Invalid.class));
    }

    @Test
    void replacesWhatItRead() throws IOException {
        store.add("office", OFFICE);
        StoredProfile before = store.named("office").getFirst();

        store.replace(before, OFFICE.replace("vpn", "other"));

        assertThat(before.file()).hasContent(OFFICE.replace("vpn", "other"));
        assertThatThrownBy(() -> store.replace(before, OFFICE)).isInstanceOf(FileSystemException.class);
        assertThat(before.file()).hasContent(OFFICE.replace("vpn", "other"));
    }

    @Test
    void writesThroughALink() throws IOException {
        Path elsewhere = Files.writeString(home.resolve("dotfiles.json"), OFFICE);
        Files.createDirectories(store.directory());
        Path link = Files.createSymbolicLink(store.directory().resolve("office.json"), elsewhere);

        store.replace(store.named("office").getFirst(), OFFICE.replace("vpn", "other"));

        assertThat(link).isSymbolicLink();
        assertThat(elsewhere).hasContent(OFFICE.replace("vpn", "other"));
    }

    @Test
    void readsAnyBytes() throws IOException {
        Path file = home.resolve("latin1.json");
        Files.write(file, new byte[] {'{', '"', 'n', (byte) 0xe9, '"', ':', '1', '}'});
        assertThat(ProfileStore.read(file).reading())
                .isInstanceOfSatisfying(
                        ProfileReading.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .containsExactly(new ProfileProblem(
                                        "",
                                        new ProfileProblem.Place(1, 4),
                                        ProfileProblem.Reason.NOT_JSON,
                                        "\\xe9",
                                        List.of("UTF-8"))));

        Path big = Files.write(home.resolve("big.json"), new byte[ProfileReader.MAX_BYTES + 10]);
        assertThat(ProfileStore.read(big).reading()).isInstanceOf(ProfileReading.Invalid.class);
    }

    @Test
    void whatCannotBeReadIsARowWithItsReasonAndHidesNoOther() throws IOException {
        Path office = store.add("office", OFFICE);
        Path at = store.directory();
        Files.createDirectory(at.resolve("folder.json"));
        Files.write(at.resolve("latin1.json"), new byte[] {'{', '"', 'n', (byte) 0xe9, '"', ':', '1', '}'});
        Files.write(at.resolve("big.json"), new byte[ProfileReader.MAX_BYTES + 10]);
        Files.createSymbolicLink(at.resolve("loop.json"), at.resolve("loop.json"));
        // regular to look at, and an error to read
        Files.createSymbolicLink(at.resolve("broken.json"), Path.of("/proc/self/mem"));
        Files.createSymbolicLink(at.resolve("gone.json"), at.resolve("nowhere"));

        List<StoredProfile> all = store.list();

        assertThat(all.stream().collect(Collectors.toMap(StoredProfile::name, ProfileStoreTest::reason)))
                .isEqualTo(Map.of(
                        "office", "",
                        "folder", "NOT_A_FILE",
                        "latin1", "NOT_JSON",
                        "big", "OUT_OF_RANGE",
                        "loop", "NOT_READ",
                        "broken", "NOT_READ"));
        assertThat(all)
                .allSatisfy(each -> assertThat(each.isWhole())
                        .as(each.name())
                        .isEqualTo(each.file().equals(office)));
    }

    private static String reason(StoredProfile profile) {
        return profile.reading() instanceof ProfileReading.Invalid(List<ProfileProblem> problems)
                ? problems.getFirst().reason().name()
                : "";
    }

    @Test
    void aFileThatTheUserMayNotReadSaysSo() throws IOException {
        Path file = store.add("office", OFFICE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "root reads everything");

        assertThat(store.list())
                .singleElement()
                .satisfies(office -> assertThat(reason(office)).isEqualTo("NO_ACCESS"));
    }

    @Test
    void whatIsNoWholeTextIsNeverWrittenOver() throws IOException {
        Files.createDirectories(store.directory());
        Path latin1 = store.directory().resolve("latin1.json");
        byte[] bytes = {'{', (byte) 0xe9, '}'};
        Files.write(latin1, bytes);
        Path folder = Files.createDirectory(store.directory().resolve("folder.json"));

        for (StoredProfile each : store.list()) {
            assertThatThrownBy(() -> store.replace(each, OFFICE))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.why()).isEqualTo(StoreException.Why.NO_TEXT));
        }
        assertThatThrownBy(() -> store.remove(store.named("folder").getFirst())).isInstanceOf(StoreException.class);
        assertThat(folder).isDirectory();
        assertThat(latin1).hasBinaryContent(bytes);
    }

    @Test
    void exportsByteForByteAndNotOntoItself() throws IOException {
        Files.createDirectories(store.directory());
        byte[] bytes = new byte[ProfileReader.MAX_BYTES + 10];
        bytes[5] = (byte) 0xe9;
        Path file = Files.write(store.directory().resolve("strange.json"), bytes);
        StoredProfile strange = store.list().getFirst();
        Path copy = home.resolve("copy.json");

        ProfileStore.export(strange, copy, false);
        assertThat(copy).hasBinaryContent(bytes);
        assertThatThrownBy(() -> ProfileStore.export(strange, copy, false))
                .isInstanceOf(FileAlreadyExistsException.class);
        ProfileStore.export(strange, copy, true);

        Path same = Files.createSymbolicLink(home.resolve("same.json"), file);
        for (Path itself : List.of(file, same)) {
            assertThatThrownBy(() -> ProfileStore.export(strange, itself, true))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.why()).isEqualTo(StoreException.Why.ITSELF));
        }
        assertThat(file).hasBinaryContent(bytes);
    }

    @Test
    void findsTheDirectory() {
        Path me = Path.of("/home/ann");
        assertThat(ConfigDirectory.profiles(Map.of(), me, "Linux")).hasToString("/home/ann/.config/culvert/profiles");
        assertThat(ConfigDirectory.profiles(Map.of("XDG_CONFIG_HOME", "/x"), me, "Linux"))
                .hasToString("/x/culvert/profiles");
        assertThat(ConfigDirectory.profiles(Map.of("XDG_CONFIG_HOME", "x"), me, "Linux"))
                .hasToString("/home/ann/.config/culvert/profiles");
        assertThat(ConfigDirectory.profiles(Map.of("CULVERT_CONFIG_DIR", "/c", "XDG_CONFIG_HOME", "/x"), me, "Linux"))
                .hasToString("/c/profiles");
        assertThat(ConfigDirectory.profiles(Map.of(), me, "Mac OS X"))
                .hasToString("/home/ann/Library/Application Support/culvert/profiles");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(store.directory())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
