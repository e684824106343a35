package dev.culvert.ui;

import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoredProfile;
import dev.culvert.ui.editor.EditorView;
import dev.culvert.ui.editor.EditorViewModel;
import dev.culvert.ui.editor.Leaving;
import dev.culvert.ui.editor.SaveException;
import dev.culvert.ui.model.TunnelModel;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/** The editor of one profile, and where what it saves goes. */
final class ProfileEditor {
    private final App app;
    private final EditorViewModel model;
    private final EditorView view;
    private volatile @Nullable StoredProfile stored;

    /** @param stored null for a profile that is not in the store yet */
    ProfileEditor(App app, @Nullable StoredProfile stored, String text, Runnable onDone) {
        this.app = app;
        this.stored = stored;
        Leaving leaving = new Leaving(this::save, app.background(), app.fx(), onDone);
        model = new EditorViewModel(text, stored == null, leaving);
        tunnel().ifPresent(tunnel -> model.tunnelUp().set(tunnel.isOn()));
        view = new EditorView(model, app.messages(), this::delete);
    }

    private Optional<TunnelModel> tunnel() {
        StoredProfile current = stored;
        return current == null ? Optional.empty() : app.model().find(current.name());
    }

    Node view() {
        return view;
    }

    EditorViewModel model() {
        return model;
    }

    void start() {
        view.start();
    }

    private void delete() {
        tunnel().ifPresent(tunnel -> app.commands().delete(List.of(tunnel)));
    }

    private void save(String text, boolean overwrite) throws SaveException, IOException {
        if (!(ProfileReader.read(text) instanceof ProfileReading.Valid valid)) {
            throw new IOException("not valid");
        }
        ProfileStore store = app.parts().store();
        StoredProfile before = stored;
        String name = valid.profile().name();
        boolean taken = store.named(name).stream()
                .anyMatch(each -> before == null || !each.file().equals(before.file()));
        if (taken) {
            throw new FileAlreadyExistsException(name);
        }
        if (before == null) {
            stored = ProfileStore.read(store.add(name, text));
        } else {
            replace(store, before, text, overwrite);
            stored = ProfileStore.read(before.file());
        }
        app.tunnels().refresh();
        app.fx().execute(() -> app.model().whenThere(name, app.views()::saved));
    }

    private static void replace(ProfileStore store, StoredProfile before, String text, boolean overwrite)
            throws SaveException, IOException {
        boolean there = Files.exists(before.file());
        if (!overwrite && !(there && Files.readString(before.file()).equals(before.text()))) {
            throw new SaveException(
                    SaveException.Reason.CHANGED_ELSEWHERE, before.file().toString());
        }
        if (there) {
            store.replace(overwrite ? ProfileStore.read(before.file()) : before, text);
        } else {
            ProfileStore.write(before.file(), text, false);
        }
    }
}
