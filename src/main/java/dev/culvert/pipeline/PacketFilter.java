package dev.culvert.pipeline;

import dev.culvert.net.PacketBatch;

/** Decides which of the machine's packets may leave, in the pumping thread: drops the others from the batch. */
@FunctionalInterface
public interface PacketFilter {
    void apply(PacketBatch batch);
}
