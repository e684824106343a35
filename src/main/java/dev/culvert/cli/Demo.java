package dev.culvert.cli;

import java.io.PrintStream;
import java.time.Duration;

/** A tunnel to an embedded server on this machine. */
@FunctionalInterface
public interface Demo {
    /** Runs for {@code duration} after the tunnel is up, prints what it does, leaves nothing. Returns the exit status. */
    int run(Duration duration, PrintStream out, PrintStream err);
}
