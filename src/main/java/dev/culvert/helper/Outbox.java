package dev.culvert.helper;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one client, so that a client which does not read holds nobody up. Of statistics only the newest
 * wait, for their counters are absolute; beyond {@link #LIMIT_BYTES} the client is given up. Thread-safe; one thread runs
 * {@link #drainTo}.
 */
final class Outbox {
    /** Room for a few of the longest messages. */
    static final int LIMIT_BYTES = 4 * Frames.MAX_BYTES;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean ended;

    private record Waiting(ByteBuffer frame, boolean isStats) {}

    /** Never blocks. @return false when there is no room, or the end was asked for: the message is not sent */
    boolean offer(Event event) {
        ByteBuffer frame = Frames.encode(event);
        boolean isStats = event instanceof Event.Stats;
        synchronized (this) {
            if (isStats) {
                waiting.stream()
                        .filter(Waiting::isStats)
                        .forEach(old -> waitingBytes -= old.frame().remaining());
                waiting.removeIf(Waiting::isStats);
            }
            if (ended || waitingBytes + frame.remaining() > LIMIT_BYTES) {
                return false;
            }
            waiting.add(new Waiting(frame, isStats));
            waitingBytes += frame.remaining();
            notifyAll();
            return true;
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
