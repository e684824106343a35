package dev.culvert.cli;

import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Every problem of a profile, with its place. */
@Command(name = "check")
final class CheckCommand implements Callable<Integer> {
    private final Surroundings here;

    @Parameters(paramLabel = "NAME_OR_FILE", descriptionKey = "NAME_OR_FILE")
    private String profile = "";

    CheckCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        Profiles profiles = new Profiles(here);
        StoredProfile stored = profiles.find(profile);
        profiles.require(stored, true);
        here.terminal().line(here.text("cli.check.valid", "file", stored.file().toString()));
        return ExitStatus.DONE;
    }
}
