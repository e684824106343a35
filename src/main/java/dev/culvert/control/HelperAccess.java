package dev.culvert.control;

import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.TunnelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The way to the helper. Methods block; the caller closes the connection. */
public interface HelperAccess {
    /**
     * Profiles whose kill switch is closed, as a helper wrote down: what one that is gone left. Needs no privilege; it is for
     * people to read, and for the question whether to start a helper, which knows.
     */
    List<TunnelStatus> leftClosed() throws TunnelException;

    /** Empty when no helper runs. */
    Optional<HelperConnection> attach() throws TunnelException;

    /** Starts a helper when none runs, which may ask for a privilege. */
    HelperConnection attachOrStart() throws TunnelException;

    /** The log of the helper that runs, else of the last that did not end well. */
    Optional<Path> log() throws TunnelException;
}
