package dev.culvert.pipeline;

import java.nio.ByteBuffer;

/** Sees packets from the server before the device does. Called on the path's own thread, one packet at a time: must not block. */
@FunctionalInterface
public interface PacketInterceptor {
    /**
     * Looks at the packet of {@code length} bytes at {@code offset}, by absolute access; the bytes are valid during the call
     * alone.
     *
     * @return true when the packet is consumed: it reaches neither the device nor the counters
     */
    boolean intercept(ByteBuffer bytes, int offset, int length);
}
