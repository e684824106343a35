package dev.culvert.ui.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.profile.ProfileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeavingTest {
    private static final String TEXT =
            "{\n  \"name\": \"home\",\n  \"mode\": \"tun\",\n  \"server\": { \"host\": \"h\" }\n}\n";

    @TempDir
    Path folder;

    private final Queue<Runnable> background = new ArrayDeque<>();
    private final List<String> events = new ArrayList<>();
    private ProfileStore store;
    private Path file;
    private EditorViewModel model;

    @BeforeEach
    void open() throws IOException {
        store = new ProfileStore(folder);
        file = store.add("home", TEXT);
        model = open(TEXT, false, ProfileSaver.replacing(store, ProfileStore.read(file)));
    }

    private EditorViewModel open(String text, boolean isNew, Leaving.Saver saver) {
        return new EditorViewModel(
                text, isNew, new Leaving(saver, background::add, Runnable::run, () -> events.add("closed")));
    }

    private void runBackground() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    private Leaving.Refusal refusal() {
        Leaving.Refusal refusal = model.leaving().refusal().get();
        assertThat(refusal).isNotNull();
        return refusal;
    }

    @Test
    void leavesAtOnceWhereNothingChanged() {
        model.requestLeave(() -> events.add("left"));
        assertThat(events).containsExactly("left");
        assertThat(model.leaving().asking().get()).isFalse();
    }

    @Test
    void savesInTheBackgroundAndThenLeaves() throws IOException {
        Editors.type(model, Field.HOST, "other");
        model.requestLeave(() -> events.add("left"));
        assertThat(model.leaving().asking().get()).isTrue();
        model.leaving().saveAndLeave();
        assertThat(model.leaving().asking().get()).isFalse();
        assertThat(model.leaving().saving().get()).isTrue();
        assertThat(Files.readString(file)).isEqualTo(TEXT);
        assertThat(events).isEmpty();
        runBackground();
        assertThat(events).containsExactly("left");
        assertThat(Files.readString(file)).isEqualTo(TEXT.replace("\"h\"", "\"other\""));
        assertThat(model.isDirty()).isFalse();
        assertThat(model.leaving().saving().get()).isFalse();
    }

    @Test
    void discardLeavesWithoutTheChanges() throws IOException {
        Editors.type(model, Field.HOST, "other");
        model.leaving().cancel();
        model.leaving().discard();
        assertThat(events).containsExactly("closed");
        assertThat(model.isDirty()).isFalse();
        assertThat(Files.readString(file)).isEqualTo(TEXT);
    }

    @Test
    void keepEditingForgetsThatLeavingWasAsked() {
        Editors.type(model, Field.HOST, "other");
        model.requestLeave(() -> events.add("left"));
        model.leaving().keepEditing();
        assertThat(events).isEmpty();
        assertThat(model.isDirty()).isTrue();
        model.leaving().save();
        runBackground();
        assertThat(events).containsExactly("closed");
    }

    @Test
    void savingToLeaveGoesToTheProblemInstead() {
        Editors.type(model, Field.PORT, "x");
        model.requestLeave(() -> events.add("left"));
        model.leaving().saveAndLeave();
        runBackground();
        assertThat(events).isEmpty();
        assertThat(model.tab().get()).isEqualTo(Tab.SERVER);
        assertThat(model.leaving().asking().get()).isFalse();
    }

    @Test
    void aFileThatAnotherProgramChangedIsOverwrittenOnlyWhenAsked() throws IOException {
        Editors.type(model, Field.HOST, "mine");
        Files.writeString(file, TEXT.replace("\"h\"", "\"theirs\""));
        model.leaving().save();
        runBackground();
        assertThat(refusal().reason()).isEqualTo(SaveException.Reason.CHANGED_ELSEWHERE);
        assertThat(events).isEmpty();
        assertThat(model.text().get()).contains("mine");
        assertThat(Files.readString(file)).contains("theirs");
        model.leaving().saveAnyway();
        runBackground();
        assertThat(Files.readString(file)).contains("mine");
        assertThat(model.leaving().refusal().get()).isNull();
        assertThat(events).containsExactly("closed");
    }

    @Test
    void aFileThatIsGoneIsMadeAgainOnlyWhenAsked() throws IOException {
        Editors.type(model, Field.HOST, "mine");
        Files.delete(file);
        model.leaving().save();
        runBackground();
        assertThat(refusal().reason()).isEqualTo(SaveException.Reason.CHANGED_ELSEWHERE);
        assertThat(file).doesNotExist();
        model.leaving().saveAnyway();
        runBackground();
        assertThat(Files.readString(file)).contains("mine");
    }

    @Test
    void noTwoProfilesGetOneName() throws IOException {
        store.add("other", TEXT.replace("home", "other"));
        Editors.type(model, Field.NAME, "other");
        model.leaving().save();
        runBackground();
        assertThat(refusal().reason()).isEqualTo(SaveException.Reason.NAME_TAKEN);
        assertThat(Files.readString(file)).isEqualTo(TEXT);
        model.leaving().dismissRefusal();
        assertThat(model.leaving().refusal().get()).isNull();
    }

    @Test
    void aNewProfileIsAdded() throws IOException {
        model = open(EditorViewModel.blank(""), true, ProfileSaver.adding(store));
        Editors.type(model, Field.NAME, "new");
        Editors.type(model, Field.HOST, "h");
        model.leaving().save();
        runBackground();
        assertThat(Files.readString(folder.resolve("new.json")))
                .isEqualTo(model.text().get());
        Editors.type(model, Field.HOST, "again");
        model.leaving().save();
        runBackground();
        assertThat(Files.readString(folder.resolve("new.json"))).contains("again");
    }

    @Test
    void whatTheDiskSaysIsSaidAndNothingIsLost() {
        model = open(TEXT, false, (text, overwrite) -> {
            throw new IOException("No space left on device");
        });
        Editors.type(model, Field.HOST, "mine");
        model.leaving().save();
        runBackground();
        assertThat(refusal()).isEqualTo(new Leaving.Refusal(null, "No space left on device"));
        assertThat(model.isDirty()).isTrue();
        assertThat(model.leaving().saving().get()).isFalse();
    }
}
