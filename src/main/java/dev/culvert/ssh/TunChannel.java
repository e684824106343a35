package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketSink;
import java.util.function.Consumer;

/**
 * An open {@code tun@openssh.com} channel. {@link #write} frames, encrypts and sends a batch with one socket write, blocking
 * while the server's window or the socket is full; it drops what no server can take (malformed, too long). One thread writes.
 */
public interface TunChannel extends PacketSink, AutoCloseable {
    Layer layer();

    /**
     * Sets where packets from the server go, in batches, on the connection's reading thread. Packets that come before are
     * dropped.
     */
    void deliverTo(PacketSink sink);

    /** Packets that {@link #write} or the receiving side dropped: malformed, too long. */
    long droppedOut();

    long droppedIn();

    /** Called once when the channel ends by itself: TUNNEL_CLOSED or CONNECTION_LOST. Not called for {@link #close}. */
    void onEnd(Consumer<Failure> listener);

    @Override
    void close();
}
