package dev.culvert.cli;

import dev.culvert.control.HelperConnection;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Disconnects and undoes both ends. What is not up is no error. */
@Command(name = "down")
final class DownCommand implements Callable<Integer> {
    private final Surroundings here;

    @Parameters(paramLabel = "NAME", descriptionKey = "NAME", arity = "0..1")
    private @Nullable String name;

    @Option(names = "--all")
    private boolean all;

    DownCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        if (all == (name != null)) {
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.down.which"));
        }
        Progress progress = new Progress(here, false, System::nanoTime);
        Optional<HelperConnection> attached = here.helper().attach();
        if (attached.isEmpty()) {
            List<TunnelStatus> left = here.helper().leftClosed();
            if (name == null
                    ? left.isEmpty()
                    : new Profiles(here).running(name, left).isEmpty()) {
                return name == null ? ExitStatus.DONE : notUp(name);
            }
            attached = Optional.of(here.helper().attachOrStart());
        }
        try (HelperConnection helper = attached.get()) {
            List<TunnelStatus> tunnels = helper.status();
            if (name == null) {
                helper.downAll(progress);
                progress.end(false);
                tunnels.forEach(tunnel -> here.terminal().line(here.text("cli.down.done", "name", tunnel.name())));
                return ExitStatus.DONE;
            }
            Optional<String> up = new Profiles(here).running(name, tunnels);
            if (up.isEmpty()) {
                return notUp(name);
            }
            helper.down(up.get(), progress);
            progress.end(false);
            here.terminal().line(here.text("cli.down.done", "name", up.get()));
            return ExitStatus.DONE;
        } catch (TunnelException e) {
            progress.end(false);
            throw e;
        }
    }

    private int notUp(String meant) throws CommandFailure, IOException {
        String found = new Profiles(here).find(meant).name();
        here.terminal().line(here.text("cli.down.notUp", "name", found));
        return ExitStatus.DONE;
    }
}
