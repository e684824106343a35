package dev.culvert.net;

import java.io.IOException;

/** Where packets come from. */
public interface PacketSource {
    /**
     * Clears {@code batch} and fills it with what is there, blocking until there is at least one packet.
     *
     * @return the number of packets; -1 once the source is closed
     */
    int read(PacketBatch batch) throws IOException;
}
