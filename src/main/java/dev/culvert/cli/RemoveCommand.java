package dev.culvert.cli;

import dev.culvert.control.HelperConnection;
import dev.culvert.ipc.TunnelState;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Removes a stored profile that is not up. */
@Command(name = "rm")
final class RemoveCommand implements Callable<Integer> {
    private final Surroundings here;

    @Parameters(paramLabel = "NAME", descriptionKey = "NAME")
    private String name = "";

    RemoveCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        StoredProfile stored = new Profiles(here).stored(name);
        Optional<HelperConnection> attached = here.helper().attach();
        if (attached.isPresent()) {
            try (HelperConnection helper = attached.get()) {
                boolean isUp = helper.status().stream()
                        .filter(tunnel -> tunnel.name().equals(name))
                        .anyMatch(tunnel -> !(tunnel.state() instanceof TunnelState.Disconnected
                                || tunnel.state() instanceof TunnelState.Failed));
                if (isUp) {
                    throw new CommandFailure(ExitStatus.USAGE, here.text("cli.rm.up", "name", name));
                }
            }
        }
        here.store().remove(stored);
        here.terminal()
                .line(here.text(
                        "cli.rm.done", "name", name, "file", stored.file().toString()));
        return ExitStatus.DONE;
    }
}
