package dev.culvert.tun;

import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A device without a kernel: what is written to one of a {@link #pair} is read from the other. Like an interface it drops what
 * its queue does not take. Thread-safe; needs no privilege.
 */
public final class MemoryTunDevice implements TunDevice {
    private static final int QUEUE_LENGTH = 500;

    private final String name;
    private final Layer layer;
    private final Queue in;
    private final Queue out;

    private MemoryTunDevice(String name, Layer layer, Queue in, Queue out) {
        this.name = name;
        this.layer = layer;
        this.in = in;
        this.out = out;
    }

    /** Two devices, back to back; closing one ends reading on both. */
    public static List<MemoryTunDevice> pair(Layer layer) {
        Queue there = new Queue();
        Queue back = new Queue();
        return List.of(
                new MemoryTunDevice("memory0", layer, back, there), new MemoryTunDevice("memory1", layer, there, back));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Layer layer() {
        return layer;
    }

    @Override
    public int read(PacketBatch batch) {
        return in.take(batch);
    }

    @Override
    public void write(PacketBatch batch) {
        out.put(batch);
    }

    @Override
    public void close() {
        in.close();
        out.close();
    }

    @Override
    public String toString() {
        return name;
    }

    private static final class Queue {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Deque<byte[]> packets = new ArrayDeque<>();
        private boolean closed;

        int take(PacketBatch batch) {
            batch.clear();
            lock.lock();
            try {
                while (packets.isEmpty() && !closed) {
                    changed.awaitUninterruptibly();
                }
                if (closed) {
                    return -1;
                }
                while (!batch.isFull() && !packets.isEmpty()) {
                    byte[] packet = packets.remove();
                    batch.add(packet, 0, Math.min(packet.length, batch.maxPacket()));
                }
                return batch.size();
            } finally {
                lock.unlock();
            }
        }

        void put(PacketBatch batch) {
            lock.lock();
            try {
                for (int i = 0; i < batch.size(); i++) {
                    if (batch.length(i) == 0) {
                        continue;
                    }
                    if (closed || packets.size() >= QUEUE_LENGTH) {
                        batch.drop(i);
                        continue;
                    }
                    byte[] packet = new byte[batch.length(i)];
                    batch.bytes().get(batch.offset(i), packet);
                    packets.add(packet);
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void close() {
            lock.lock();
            try {
                closed = true;
                packets.clear();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
