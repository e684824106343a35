package dev.culvert.net;

import java.io.IOException;

/** Where packets go to. */
@FunctionalInterface
public interface PacketSink {
    /** Writes every packet of {@code batch}, blocking while the far side takes no more; leaves the batch's packets in no defined state. */
    void write(PacketBatch batch) throws IOException;
}
