package dev.culvert.pipeline;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A way into a running packet path beside its device: for the probes that measure the tunnel. Thread-safe. */
public interface PacketPort {
    /**
     * Sends one packet (tun) or frame (tap) of ours towards the server, blocking while the path takes no more. It is counted
     * nowhere and passes no filter.
     *
     * @throws IOException when the path has ended
     */
    void inject(byte[] packet) throws IOException;

    /** Shows {@code interceptor} each packet from the server before the device gets it; null shows none any more. */
    void intercept(@Nullable PacketInterceptor interceptor);
}
