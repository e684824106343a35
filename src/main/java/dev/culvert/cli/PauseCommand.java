package dev.culvert.cli;

import dev.culvert.control.HelperConnection;
import dev.culvert.ipc.Command.Pause;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens a kill switch for some minutes, for a sign-in page. */
@Command(name = "pause")
final class PauseCommand implements Callable<Integer> {
    private final Surroundings here;

    @Parameters(paramLabel = "NAME", descriptionKey = "NAME")
    private String name = "";

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "5")
    private int minutes;

    PauseCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        if (minutes < 0 || minutes > Pause.MAX_PAUSE) {
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.pause.minutes", "most", "" + Pause.MAX_PAUSE));
        }
        String meant;
        try (HelperConnection helper = here.helper().attachOrStart()) {
            Profiles profiles = new Profiles(here);
            Optional<String> running = profiles.running(name, helper.status());
            meant = running.isPresent() ? running.get() : profiles.find(name).name();
            helper.pause(meant, minutes);
        }
        String key = minutes == 0 ? "cli.pause.over" : "cli.pause.done";
        here.terminal().line(here.text(key, "name", meant, "minutes", "" + minutes));
        return ExitStatus.DONE;
    }
}
