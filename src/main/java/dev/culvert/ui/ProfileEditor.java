package dev.culvert.ui;

import dev.culvert.ipc.TunnelStatus;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.StoredProfile;
import dev.culvert.ui.editor.EditorView;
import dev.culvert.ui.editor.EditorViewModel;
import dev.culvert.ui.editor.Leaving;
import dev.culvert.ui.editor.LocalNetwork;
import dev.culvert.ui.editor.ProfileSaver;
import dev.culvert.ui.editor.SaveException;
import dev.culvert.ui.model.TunnelModel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/** The editor of one profile: what it needs to know of its tunnel and of this computer, and where what it saves goes. */
final class ProfileEditor {
    private final App app;
    private final ProfileSaver saver;
    private final Optional<TunnelModel> tunnel;
    private final EditorViewModel model;
    private final EditorView view;

    /** @param stored null for a profile that is not in the store yet */
    ProfileEditor(App app, @Nullable StoredProfile stored, String text, Runnable onDone) {
        this.app = app;
        saver = stored == null
                ? ProfileSaver.adding(app.parts().store())
                : ProfileSaver.replacing(app.parts().store(), stored);
        tunnel = stored == null ? Optional.empty() : app.model().find(stored.name());
        Leaving leaving = new Leaving(this::save, app.background(), app.fx(), onDone);
        model = new EditorViewModel(text, stored == null, leaving);
        view = new EditorView(model, app.messages(), this::delete);
        tunnel.ifPresent(each -> {
            model.tunnelUp().bind(each.stateProperty().map(_ -> each.isOn()));
            TunnelStatus status = each.status();
            if (status != null && status.mtu() > 0) {
                model.measuredMtu().set(OptionalInt.of(status.mtu()));
            }
        });
        app.background().execute(() -> {
            List<LocalNetwork> networks = LocalNetwork.ofThisComputer();
            app.fx().execute(() -> model.setLocalNetworks(networks));
        });
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
        tunnel.ifPresent(each -> app.commands().delete(List.of(each)));
    }

    private void save(String text, boolean overwrite) throws SaveException, IOException {
        saver.save(text, overwrite);
        app.tunnels().refresh();
        ProfileReader.nameIn(text)
                .ifPresent(name -> app.fx().execute(() -> app.model().whenThere(name, app.views()::saved)));
    }
}
