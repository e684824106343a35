package dev.culvert.ui;

import dev.culvert.profile.StoredProfile;
import dev.culvert.ui.model.TunnelModel;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** Where commands lead: the window's app.views(). */
record Places(App app) implements WindowCommands.Navigation {
    @Override
    public void show(TunnelModel tunnel) {
        app.views().show(tunnel);
    }

    @Override
    public void edit(@Nullable StoredProfile stored, String text) {
        app.views().edit(stored, text);
    }

    @Override
    public void settings() {
        app.views().settings();
    }

    @Override
    public void closeEditor() {
        app.views().closeEditor();
    }

    @Override
    public void trouble(String text) {
        app.views().trouble(text);
    }

    @Override
    public Window window() {
        return app.scene().getWindow();
    }

    @Override
    public void cancelQuestions(String tunnel) {
        app.cancelQuestions(tunnel);
    }
}
