package dev.culvert.pipeline;

import dev.culvert.net.PacketBatch;
import dev.culvert.net.TrafficStats;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Packets and bytes as the interface's own counters have them ({@code ip -s link}): sent is what the machine gave to the device,
 * received is what the device took. Each direction is counted by one thread; any thread reads.
 */
public final class TrafficCounters {
    private final Direction sent = new Direction();
    private final Direction received = new Direction();

    public TrafficStats sent() {
        return sent.stats();
    }

    public TrafficStats received() {
        return received.stats();
    }

    void countSent(PacketBatch batch) {
        sent.count(batch);
    }

    void countReceived(PacketBatch batch) {
        received.count(batch);
    }

    void setSentDropped(long packets) {
        sent.dropped.lazySet(packets);
    }

    void setReceivedDropped(long packets) {
        received.dropped.lazySet(packets);
    }

    private static final class Direction {
        private final AtomicLong packets = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong dropped = new AtomicLong();

        void count(PacketBatch batch) {
            int count = 0;
            long sum = 0;
            for (int i = 0; i < batch.size(); i++) {
                int length = batch.length(i);
                if (length > 0) {
                    count++;
                    sum += length;
                }
            }
            packets.lazySet(packets.getPlain() + count);
            bytes.lazySet(bytes.getPlain() + sum);
        }

        TrafficStats stats() {
            return new TrafficStats(packets.get(), bytes.get(), dropped.get());
        }
    }
}
