package dev.culvert.net;

import java.io.IOException;

/** Where packets go to. */
@FunctionalInterface
public interface PacketSink {
    /**
     * Writes every packet of {@code batch} that was not dropped before, blocking while the far side takes no more. Afterwards
     * the packets' bytes are in no defined state; those the sink refused are marked by {@link PacketBatch#drop}.
     */
    void write(PacketBatch batch) throws IOException;
}
