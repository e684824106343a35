package dev.culvert.ui;

import dev.culvert.control.exchange.Archive;
import dev.culvert.control.exchange.Candidate;
import dev.culvert.control.exchange.HostProfiles;
import dev.culvert.control.exchange.Notable;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.ProfileReading;
import dev.culvert.ui.prompts.Confirmation;
import dev.culvert.ui.prompts.DialogLayer;
import dev.culvert.ui.prompts.PickDialog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.stage.FileChooser;
import org.kordamp.ikonli.feather.Feather;

/**
 * Brings profiles in from files and from ssh_config. What is {@link Notable} of one is shown, and agreed to, first; one whose name is taken is
 * offered under another. JavaFX thread.
 */
final class Importing {
    private final ProfileFiles files;
    private final UserEnvironment user;
    private final HostProfiles hosts;
    private final InBackground background;
    private final Executor fx;
    private final Supplier<Messages> words;
    private final DialogLayer dialogs;
    private final WindowCommands.Navigation navigation;

    /** Told of the name of what was added. */
    private final Consumer<String> added;

    Importing(
            ProfileFiles files,
            UserEnvironment user,
            InBackground background,
            DialogLayer dialogs,
            WindowCommands.Navigation navigation,
            Consumer<String> added) {
        this.files = files;
        this.user = user;
        hosts = new HostProfiles(user);
        this.background = background;
        fx = background.fx();
        words = background.words();
        this.dialogs = dialogs;
        this.navigation = navigation;
        this.added = added;
    }

    private String text(String key, String... facts) {
        return words.get().text(key, facts);
    }

    /** Lets files be chosen. */
    void choose() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(text("window.import.title"));
        chooser.getExtensionFilters()
                .add(new FileChooser.ExtensionFilter(
                        text("window.import.files"), "*.json", "*.nmconnection", "*.zip", "*.tar.gz", "*.tgz"));
        List<File> chosen = chooser.showOpenMultipleDialog(navigation.window());
        if (chosen != null) {
            files(chosen.stream().map(File::toPath).toList());
        }
    }

    void files(List<Path> chosen) {
        for (Path file : chosen) {
            background.run(() -> {
                Archive.Contents read = Archive.read(file);
                fx.execute(() -> read.candidates().forEach(this::consider));
                read.check();
            });
        }
    }

    /** Lists the hosts that ssh_config names, to be ticked. */
    void hosts() {
        background.run(() -> {
            List<PickDialog.Item> items = new ArrayList<>();
            for (HostProfiles.Host host : hosts.hosts()) {
                items.add(new PickDialog.Item(host.alias(), detail(host)));
            }
            fx.execute(() -> {
                if (items.isEmpty()) {
                    navigation.trouble(text("window.import.hosts.none"));
                } else {
                    PickDialog.show(
                            dialogs,
                            words.get(),
                            text("window.import.hosts.title"),
                            text("window.import.hosts.text"),
                            items,
                            this::hosts);
                }
            });
        });
    }

    private String detail(HostProfiles.Host host) {
        return text(
                "window.import.hosts.detail",
                "where",
                host.where(),
                "mode",
                host.mode().name(),
                "forwards",
                host.forwards() == 0 ? "" : Integer.toString(host.forwards()));
    }

    private void hosts(List<String> ticked) {
        background.run(() -> {
            List<Candidate> made = new ArrayList<>();
            for (String host : ticked) {
                made.add(hosts.of(host));
            }
            fx.execute(() -> made.forEach(this::consider));
        });
    }

    private void consider(Candidate candidate) {
        switch (candidate.reading()) {
            case ProfileReading.Invalid(List<ProfileProblem> problems) -> {
                String file = String.valueOf(Path.of(candidate.source()).getFileName());
                navigation.trouble(text(
                        "window.import.invalid",
                        "file",
                        file,
                        "problem",
                        words.get().problem(file, problems.getFirst())));
            }
            case ProfileReading.Valid valid -> {
                Profile profile = valid.profile();
                List<String> notable = Notable.of(profile, user).stream()
                        .map(each -> text("import.know." + each.kind(), "fact", each.fact()))
                        .toList();
                if (notable.isEmpty()) {
                    add(candidate, profile);
                    return;
                }
                confirm(
                        text("window.import.know.title", "name", profile.name()),
                        text("window.import.know.text", "host", profile.server().host()),
                        Feather.ALERT_TRIANGLE,
                        notable,
                        new Confirmation.Choice(
                                text("window.import.know.agree"),
                                Confirmation.Weight.DANGER,
                                () -> add(candidate, profile)));
            }
        }
    }

    private void confirm(String title, String text, Feather icon, List<String> code, Confirmation.Choice choice) {
        new Confirmation(title, text, icon, code, List.of(choice)).show(dialogs, words.get());
    }

    private void add(Candidate candidate, Profile profile) {
        background.run(() -> {
            String free = files.free(profile.name());
            if (free.equals(profile.name())) {
                store(candidate, free);
            } else {
                fx.execute(() -> confirm(
                        text("window.import.taken.title", "name", profile.name()),
                        text("window.import.taken.text", "name", free),
                        Feather.COPY,
                        List.of(),
                        new Confirmation.Choice(
                                text("window.import.taken.agree", "name", free),
                                Confirmation.Weight.MAIN,
                                () -> background.run(() -> store(candidate.named(free), free)))));
            }
        });
    }

    private void store(Candidate candidate, String name) throws IOException {
        files.add(candidate.text());
        fx.execute(() -> {
            added.accept(name);
            List<String> notes = candidate.notes().stream()
                    .map(note -> text("import.note." + note.kind(), "name", name, "fact", note.fact()))
                    .toList();
            if (!notes.isEmpty()) {
                navigation.trouble(String.join("\n", notes));
            }
        });
    }
}
