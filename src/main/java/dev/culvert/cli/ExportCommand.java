package dev.culvert.cli;

import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a profile, as its file has it, to standard output or another file. */
@Command(name = "export")
final class ExportCommand implements Callable<Integer> {
    private final Surroundings here;

    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "NAME")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE", descriptionKey = "FILE", arity = "0..1")
    private @Nullable String file;

    @Option(names = "--force")
    private boolean force;

    ExportCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        Profiles profiles = new Profiles(here);
        StoredProfile stored = profiles.stored(name);
        if (file == null) {
            ProfileStore.export(stored, here.terminal().out());
            here.terminal().out().flush();
            return ExitStatus.DONE;
        }
        Path to = profiles.path(file);
        try {
            ProfileStore.export(stored, to, force);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.export.exists", "file", file));
        }
        here.terminal().line(here.text("cli.export.done", "name", name, "file", file));
        return ExitStatus.DONE;
    }
}
