package dev.culvert.control;

import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.TunnelException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells which kill switches are closed while no helper runs to say so; nothing else is up then. Thread-safe. */
final class LeftClosed {
    private static final Logger log = LoggerFactory.getLogger(LeftClosed.class);

    private final HelperAccess helpers;
    private final Tunnels.Listener listener;
    private List<TunnelStatus> told = List.of();

    LeftClosed(HelperAccess helpers, Tunnels.Listener listener) {
        this.helpers = helpers;
        this.listener = listener;
    }

    /** The helper has gone, and its tunnels with it. */
    synchronized void tell() {
        told = read();
        listener.tunnels(told);
    }

    synchronized void tellNews() {
        if (!told.equals(read())) {
            tell();
        }
    }

    boolean has(String name) {
        return read().stream().anyMatch(left -> left.name().equals(name));
    }

    private List<TunnelStatus> read() {
        try {
            return helpers.leftClosed();
        } catch (TunnelException e) {
            log.debug("it cannot be read which kill switches are closed", e);
            return List.of();
        }
    }
}
