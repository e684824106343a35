package dev.culvert.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Takes out of the system's keyring what {@code up --keep-secret} and the window put there. */
@Command(name = "forget")
final class ForgetCommand implements Callable<Integer> {
    private final Surroundings here;

    ForgetCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (!here.keyring().isThere()) {
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.keyring.none"));
        }
        try {
            here.terminal()
                    .line(here.text(
                            "cli.forget.done",
                            "count",
                            Integer.toString(here.keyring().forgetAll())));
            return ExitStatus.DONE;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.INTERNAL, here.text("cli.keyring.failed", "reason", String.valueOf(e.getMessage())));
        }
    }
}
