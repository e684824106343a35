package dev.culvert.pipeline;

import dev.culvert.net.Failure;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketSink;
import java.util.function.Consumer;

/**
 * The far end of a packet path: {@link #write} sends a batch there, blocking while it takes no more, and drops what no server
 * can take (malformed, too long); several threads may write. What comes from there is delivered to a sink.
 */
public interface PacketChannel extends PacketSink, AutoCloseable {
    Layer layer();

    /**
     * Sets where packets from the far end go, in batches, on the connection's reading thread. Packets that come before are
     * dropped. The sink must not block.
     */
    void deliverTo(PacketSink sink);

    /** Packets that {@link #write} dropped: malformed, too long. */
    long droppedOut();

    /** Packets from the far end that were dropped: malformed, too long, come before {@link #deliverTo}. */
    long droppedIn();

    /** Called once, from any thread, when the channel ends by itself; at once if it has. Not called for {@link #close}. */
    void onEnd(Consumer<Failure> listener);

    @Override
    void close();
}
