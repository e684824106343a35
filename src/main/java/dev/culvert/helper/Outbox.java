package dev.culvert.helper;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be written to one client, so that a client which does not read holds nobody up. Of statistics only the newest
 * wait, for their counters are absolute; beyond {@link #LIMIT_BYTES} the client is given up. Thread-safe; one thread runs
 * {@link #drainTo}.
 */
final class Outbox {
    /** Room for a few of the longest messages. */
    static final int LIMIT_BYTES = 4 * Frames.MAX_BYTES;

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean ended;

    private record Waiting(ByteBuffer frame, boolean isStats) {}

    /** What became of a message. */
    enum Offered {
        WAITS,
        /** There is no room, or the end was asked for. */
        NO_ROOM,
        /** It fits no frame; others do. */
        NO_FRAME
    }

    /** Never blocks, and throws nothing: a server's words may be in the message. */
    Offered offer(Event event) {
        ByteBuffer frame;
        try {
            frame = Frames.encode(event);
        } catch (RuntimeException e) {
            log.error("a message is dropped: {}", event.getClass().getSimpleName(), e);
            return Offered.NO_FRAME;
        }
        boolean isStats = event instanceof Event.Stats;
        synchronized (this) {
            if (isStats) {
                waiting.stream()
                        .filter(Waiting::isStats)
                        .forEach(old -> waitingBytes -= old.frame().remaining());
                waiting.removeIf(Waiting::isStats);
            }
            if (ended || waitingBytes + frame.remaining() > LIMIT_BYTES) {
                return Offered.NO_ROOM;
            }
            waiting.add(new Waiting(frame, isStats));
            waitingBytes += frame.remaining();
            notifyAll();
            return Offered.WAITS;
        }
    }

    /** Lets {@link #drainTo} return once what waits is written. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Writes until {@link #end}; blocks. */
    void drainTo(WritableByteChannel channel) throws IOException, InterruptedException {
        for (ByteBuffer frame = next(); frame != null; frame = next()) {
            Frames.write(channel, frame);
        }
    }

    private synchronized @Nullable ByteBuffer next() throws InterruptedException {
        while (waiting.isEmpty() && !ended) {
            wait();
        }
        Waiting first = waiting.poll();
        if (first == null) {
            return null;
        }
        waitingBytes -= first.frame().remaining();
        return first.frame();
    }
}
