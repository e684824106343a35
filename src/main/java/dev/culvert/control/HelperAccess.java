package dev.culvert.control;

import dev.culvert.net.TunnelException;
import java.nio.file.Path;
import java.util.Optional;

/** The way to the helper. Methods block; the caller closes the connection. */
public interface HelperAccess {
    /** Empty when no helper runs. */
    Optional<HelperConnection> attach() throws TunnelException;

    /** Starts a helper when none runs, which may ask for a privilege. */
    HelperConnection attachOrStart() throws TunnelException;

    /** The log of the helper that runs, else of the last that did not end well. */
    Optional<Path> log() throws TunnelException;
}
