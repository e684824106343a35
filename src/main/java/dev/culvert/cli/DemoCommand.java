package dev.culvert.cli;

import dev.culvert.net.TunnelException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A tunnel to an embedded server, without any set-up. */
@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {
    private final Surroundings here;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10")
    private int seconds;

    DemoCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, TunnelException {
        if (seconds < 0) {
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.demo.seconds"));
        }
        here.demo().run(Duration.ofSeconds(seconds), here.terminal().out());
        return ExitStatus.DONE;
    }
}
