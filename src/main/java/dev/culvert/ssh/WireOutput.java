package dev.culvert.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.jspecify.annotations.Nullable;

/**
 * Encrypted bytes on their way to a wire, which does not block. Appending never waits, so that neither the reading thread nor
 * anyone who holds a session's locks does; who sends bulk waits for room first, holding no lock. Thread-safe.
 */
final class WireOutput {
    /** Above this many bytes who sends bulk waits; below half of it he goes on. What waits here a ping waits for too. */
    static final int HIGH_WATER = 64 << 10;

    private static final int LOW_WATER = HIGH_WATER / 2;
    private static final int KEPT_LENGTH = HIGH_WATER + (40 << 10);

    private final Wire wire;
    private final Runnable wake;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Pending> futures = new ArrayDeque<>();
    private byte[] bytes = new byte[KEPT_LENGTH];
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private int start;
    private int end;
    private long written;
    private boolean closed;

    /** Who is told when there is room again; run with no lock held. */
    private @Nullable Runnable waitingForRoom;

    /** @param wake asks the thread that serves the wire to call {@link #flush} when it takes more; any thread */
    WireOutput(Wire wire, Runnable wake) {
        this.wire = wire;
        this.wake = wake;
    }

    /** Writes encrypted bytes in place: {@code offset} is where to put them in {@code bytes}, the answer how many they are. */
    @FunctionalInterface
    interface Writer {
        int write(byte[] bytes, int offset) throws IOException;
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** With the lock held: makes room for {@code length} more bytes and lets {@code writer} put up to that many. */
    void append(int length, Writer writer) throws IOException {
        if (bytes.length - end < length) {
            makeRoom(length);
        }
        end += writer.write(bytes, end);
    }

    private void makeRoom(int length) {
        int waiting = end - start;
        if (bytes.length < waiting + length) {
            byte[] larger = Arrays.copyOfRange(bytes, start, start + Math.max(waiting + length, bytes.length * 2));
            bytes = larger;
            view = ByteBuffer.wrap(bytes);
        } else {
            System.arraycopy(bytes, start, bytes, 0, waiting);
        }
        start = 0;
        end = waiting;
    }

    /** With the lock held: how many bytes wait. */
    int waiting() {
        return end - start;
    }

    /** Appends a message and starts sending; the future is done when the wire has its last byte. */
    void write(byte[] source, int offset, int length, AbstractIoWriteFuture future) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            append(length, (target, at) -> {
                System.arraycopy(source, offset, target, at, length);
                return length;
            });
            futures.add(new Pending(written + waiting(), future));
        } finally {
            lock.unlock();
        }
        flush();
    }

    /** Gives the wire what it takes now; the rest goes when {@code wake}'s thread calls again. Never blocks. */
    void flush() throws IOException {
        List<AbstractIoWriteFuture> done = List.of();
        Runnable told = null;
        lock.lock();
        try {
            done = send();
            if (waiting() <= LOW_WATER) {
                told = waitingForRoom;
                waitingForRoom = null;
            }
        } finally {
            lock.unlock();
        }
        if (told != null) {
            told.run();
        }
        for (AbstractIoWriteFuture future : done) {
            future.setValue(true);
        }
    }

    private List<AbstractIoWriteFuture> send() throws IOException {
        if (end > start && !closed) {
            view.limit(end).position(start);
            int count = wire.write(view);
            start += count;
            written += count;
            if (start == end) {
                start = 0;
                end = 0;
                if (bytes.length > KEPT_LENGTH) {
                    bytes = new byte[KEPT_LENGTH];
                    view = ByteBuffer.wrap(bytes);
                }
            } else {
                wake.run();
            }
            if (waiting() <= LOW_WATER) {
                room.signalAll();
            }
        }
        List<AbstractIoWriteFuture> done = List.of();
        for (Pending next = futures.peek(); next != null && next.position <= written; next = futures.peek()) {
            if (done.isEmpty()) {
                done = new ArrayList<>();
            }
            done.add(next.future);
            futures.remove();
        }
        return done;
    }

    boolean isWaiting() {
        lock.lock();
        try {
            return end > start && !closed;
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held: whether who sends bulk may go on; if not, {@code again} is run once when he may. */
    boolean hasRoom(Runnable again) {
        if (waiting() < HIGH_WATER) {
            return true;
        }
        waitingForRoom = again;
        return false;
    }

    /** Waits until little enough waits here. Hold no lock. */
    void awaitRoom() throws IOException {
        lock.lock();
        try {
            if (waiting() >= HIGH_WATER) {
                while (waiting() > LOW_WATER && !closed) {
                    room.awaitUninterruptibly();
                }
            }
            if (closed) {
                throw new ClosedChannelException();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends what the wire takes at once and fails the rest. */
    void close() {
        List<Pending> failed;
        List<AbstractIoWriteFuture> done = List.of();
        @Nullable IOException reason = null;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            try {
                done = send();
            } catch (IOException e) {
                reason = e;
            }
            closed = true;
            failed = new ArrayList<>(futures);
            futures.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        IOException why = reason == null ? new ClosedChannelException() : reason;
        done.forEach(future -> future.setValue(true));
        failed.forEach(pending -> pending.future.setValue(why));
    }

    private record Pending(long position, AbstractIoWriteFuture future) {}
}
