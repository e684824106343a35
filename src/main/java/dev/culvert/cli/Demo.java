package dev.culvert.cli;

import dev.culvert.net.TunnelException;
import java.io.PrintStream;
import java.time.Duration;

/** A tunnel to an embedded server on this machine. */
@FunctionalInterface
public interface Demo {
    /**
     * Runs for {@code duration} after the tunnel is up, prints what it does, leaves nothing. Blocks.
     *
     * @throws TunnelException when it did not work; all is undone by then
     */
    void run(Duration duration, PrintStream out) throws TunnelException;
}
