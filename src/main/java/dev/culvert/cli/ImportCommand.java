package dev.culvert.cli;

import dev.culvert.profile.Profile;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a profile from a file. Commands that it would run on the server are shown, and agreed to, first. */
@Command(name = "import")
final class ImportCommand implements Callable<Integer> {
    private final Surroundings here;

    @Parameters(paramLabel = "FILE", descriptionKey = "FILE")
    private String file = "";

    @Option(names = "--yes")
    private boolean yes;

    ImportCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        Profiles profiles = new Profiles(here);
        StoredProfile read = profiles.readFile(profiles.path(file));
        Profile profile = profiles.require(read, false);
        List<String> commands = Stream.concat(profile.remote().up().stream(), profile.remote().down().stream())
                .toList();
        if (!commands.isEmpty()) {
            here.terminal()
                    .error(here.text(
                            "cli.import.commands", "host", profile.server().host()));
            commands.forEach(command -> here.terminal().error("  " + command));
            if (!yes && !agreed()) {
                throw new CommandFailure(ExitStatus.USAGE, here.text("cli.import.refused"));
            }
        }
        try {
            Path added = here.store().add(profile.name(), read.text());
            here.terminal().line(here.text("cli.new.done", "name", profile.name(), "file", added.toString()));
            return ExitStatus.DONE;
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(
                    ExitStatus.USAGE, here.text("cli.exists", "name", profile.name(), "file", e.getFile()));
        }
    }

    private boolean agreed() {
        String answer = here.questions().ask(here.text("cli.import.ask"));
        return answer != null && Answers.isYes(answer);
    }
}
