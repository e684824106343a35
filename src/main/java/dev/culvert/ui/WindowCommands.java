package dev.culvert.ui;

import dev.culvert.control.Tunnels;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.demo.DemoHost;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoredProfile;
import dev.culvert.ui.editor.EditorViewModel;
import dev.culvert.ui.model.Commands;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.model.TunnelsModel;
import dev.culvert.ui.prompts.Confirmation;
import dev.culvert.ui.prompts.DialogLayer;
import dev.culvert.ui.settings.SavedSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** Carries out what a person asks for: files in the background, questions in the window, tunnels by {@link Tunnels}. JavaFX thread. */
final class WindowCommands implements Commands {
    private final Tunnels tunnels;
    private final TunnelsModel model;
    private final ProfileFiles files;
    private final DemoHost demo;
    private final SavedSettings settings;
    private final InBackground inBackground;
    private final Importing importing;
    private final Executor fx;
    private final Supplier<Messages> words;
    private final DialogLayer dialogs;
    private final Navigation navigation;

    private boolean demoStarts;
    private String demoName = "";

    /** Where commands lead within the window. */
    interface Navigation {
        void show(TunnelModel tunnel);

        /** @param stored null for a profile that is not in the store yet */
        void edit(@Nullable StoredProfile stored, String text);

        void settings();

        /** What was edited is deleted. */
        void closeEditor();

        void trouble(String text);

        @Nullable
        Window window();

        /** Nobody is to be asked about this tunnel any more. */
        void cancelQuestions(String tunnel);
    }

    WindowCommands(
            Tunnels tunnels,
            TunnelsModel model,
            DemoHost demo,
            UserEnvironment user,
            SavedSettings settings,
            Executor background,
            Executor fx,
            Supplier<Messages> words,
            DialogLayer dialogs,
            Navigation navigation) {
        this.tunnels = tunnels;
        this.model = model;
        this.demo = demo;
        this.settings = settings;
        this.fx = fx;
        this.words = words;
        this.dialogs = dialogs;
        this.navigation = navigation;
        files = new ProfileFiles(tunnels.store());
        inBackground = new InBackground(background, fx, words, navigation::trouble);
        importing = new Importing(files, user, inBackground, dialogs, navigation, this::added);
    }

    private String text(String key, String... facts) {
        return words.get().text(key, facts);
    }

    // ---- tunnels

    @Override
    public void toggle(TunnelModel tunnel) {
        if (tunnel.isOn()) {
            navigation.cancelQuestions(tunnel.name());
            tunnels.down(tunnel.name());
        } else {
            connect(tunnel);
        }
    }

    private void connect(TunnelModel tunnel) {
        StoredProfile stored = tunnel.stored();
        if (stored == null) {
            return;
        }
        if (!(stored.reading() instanceof ProfileReading.Valid valid)) {
            edit(tunnel);
            return;
        }
        model.asked(tunnel.name());
        if (demo.isDemo(valid.profile())) {
            inBackground.run(() -> tunnels.up(readyDemo(stored, valid.profile())), _ -> model.notAsked(tunnel.name()));
        } else {
            tunnels.up(stored);
        }
    }

    /** The demonstration's server listens where its profile says, or the profile says where it listens. */
    private StoredProfile readyDemo(StoredProfile stored, Profile profile) throws IOException {
        int port = demo.start(profile.server().port());
        return files.withPort(stored, profile, OptionalInt.of(port));
    }

    @Override
    public void reconnect(TunnelModel tunnel) {
        StoredProfile stored = tunnel.stored();
        if (stored != null && tunnel.isOn()) {
            navigation.cancelQuestions(tunnel.name());
            tunnels.again(stored);
        } else {
            connect(tunnel);
        }
    }

    /** Makes the demonstration's profile, if there is none, and connects it. */
    void tryDemo() {
        if (demoStarts || model.awaits(demoName)) {
            return;
        }
        demoStarts = true;
        inBackground.run(
                () -> {
                    int port = demo.start(OptionalInt.empty());
                    String name = files.free(DemoHost.NAME);
                    files.add(demo.profile(name, port));
                    tunnels.refresh();
                    fx.execute(() -> {
                        demoStarts = false;
                        demoName = name;
                        model.whenThere(name, tunnel -> {
                            navigation.show(tunnel);
                            connect(tunnel);
                        });
                    });
                },
                _ -> demoStarts = false);
    }

    @Override
    public void dismiss(TunnelModel tunnel) {
        tunnels.down(tunnel.name());
        model.forgetFailure(tunnel.name());
    }

    @Override
    public void reattach() {
        tunnels.reattach();
    }

    // ---- places

    @Override
    public void select(TunnelModel tunnel) {
        navigation.show(tunnel);
    }

    @Override
    public void settings() {
        navigation.settings();
    }

    @Override
    public void newProfile() {
        String name = text("window.profile.newName");
        inBackground.run(() -> {
            String blank = EditorViewModel.blank(files.free(name));
            fx.execute(() -> navigation.edit(null, blank));
        });
    }

    @Override
    public void edit(TunnelModel tunnel) {
        StoredProfile stored = tunnel.stored();
        if (stored == null) {
            return;
        }
        if (stored.isWhole()) {
            navigation.edit(stored, stored.text());
        } else if (stored.reading() instanceof ProfileReading.Invalid(List<ProfileProblem> problems)) {
            // what was edited could not be put in its place
            navigation.trouble(words.get().problem(stored.file().toString(), problems.getFirst()));
        }
    }

    // ---- files

    @Override
    public void importProfile() {
        importing.choose();
    }

    @Override
    public void importHosts() {
        importing.hosts();
    }

    void importFiles(List<Path> chosen) {
        importing.files(chosen);
    }

    private void added(String name) {
        tunnels.refresh();
        model.whenThere(name, navigation::show);
    }

    @Override
    public void duplicate(TunnelModel tunnel) {
        StoredProfile stored = tunnel.stored();
        if (stored != null) {
            String wanted = text("window.profile.copyName", "name", tunnel.name());
            inBackground.run(() -> {
                String name = files.duplicate(stored, wanted);
                tunnels.refresh();
                fx.execute(() -> model.whenThere(name, navigation::show));
            });
        }
    }

    @Override
    public void export(List<TunnelModel> chosen) {
        List<StoredProfile> stored = stored(chosen);
        if (stored.size() == 1) {
            FileChooser chooser = new FileChooser();
            chooser.setTitle(text("window.export.title"));
            chooser.setInitialFileName(String.valueOf(stored.getFirst().file().getFileName()));
            File file = chooser.showSaveDialog(navigation.window());
            if (file != null) {
                inBackground.run(() -> ProfileStore.export(stored.getFirst(), file.toPath(), true));
            }
        } else if (!stored.isEmpty()) {
            DirectoryChooser chooser = new DirectoryChooser();
            chooser.setTitle(text("window.export.title"));
            File directory = chooser.showDialog(navigation.window());
            if (directory != null) {
                inBackground.run(() -> files.export(stored, directory.toPath()));
            }
        }
    }

    private static List<StoredProfile> stored(List<TunnelModel> chosen) {
        return chosen.stream().map(TunnelModel::stored).filter(Objects::nonNull).toList();
    }

    @Override
    public void delete(List<TunnelModel> chosen) {
        List<StoredProfile> stored = stored(chosen);
        if (stored.isEmpty()) {
            return;
        }
        boolean up = chosen.stream().anyMatch(TunnelModel::isOn);
        String names = String.join(", ", chosen.stream().map(TunnelModel::name).toList());
        new Confirmation(
                        text("window.delete.title", "name", names),
                        text(up ? "window.delete.up" : "window.delete.text"),
                        Feather.TRASH_2,
                        stored.stream().map(each -> each.file().toString()).toList(),
                        List.of(new Confirmation.Choice(text("window.delete.agree"), Confirmation.Weight.DANGER, () -> {
                            chosen.stream().filter(TunnelModel::isOn).forEach(each -> tunnels.down(each.name()));
                            navigation.closeEditor();
                            inBackground.run(() -> {
                                files.delete(stored);
                                tunnels.refresh();
                            });
                        })))
                .show(dialogs, words.get());
    }

    @Override
    public void move(TunnelModel tunnel, TunnelModel place) {
        List<String> names =
                new ArrayList<>(model.all().stream().map(TunnelModel::name).toList());
        int index = Math.max(0, names.indexOf(place.name()));
        names.remove(tunnel.name());
        names.add(Math.min(index, names.size()), tunnel.name());
        settings.update(now -> now.withProfileOrder(names));
        model.order(names);
    }
}
