package dev.culvert.server;

import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunOptions;
import java.io.IOException;

/** Opens the server's end of a tunnel: a device of this system, or one in memory. */
@FunctionalInterface
public interface DeviceOpener {
    /**
     * Opens a device; may block. The name is {@code tunN} or {@code tapN} where the client asked for unit N, and null where
     * it leaves the choice to the server. The server closes what this returns.
     *
     * @throws IOException when it cannot be had: no privilege, name taken
     */
    TunDevice open(TunOptions options) throws IOException;
}
