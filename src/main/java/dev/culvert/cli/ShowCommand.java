package dev.culvert.cli;

import dev.culvert.profile.ProfileWriter;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A profile as it was understood: what holds its default is left out. */
@Command(name = "show")
final class ShowCommand implements Callable<Integer> {
    private final Surroundings here;

    @Parameters(paramLabel = "NAME_OR_FILE", descriptionKey = "NAME_OR_FILE")
    private String profile = "";

    ShowCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        Profiles profiles = new Profiles(here);
        StoredProfile stored = profiles.find(profile);
        here.terminal()
                .line(ProfileWriter.write(profiles.require(stored, false)).stripTrailing());
        return ExitStatus.DONE;
    }
}
