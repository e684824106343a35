package dev.culvert.pipeline;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.PacketBatch;
import dev.culvert.net.TunnelException;
import dev.culvert.tun.TunDevice;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Both directions between a device and a channel; owns and closes both. Out: a thread of its own drains the device into
 * batches. In: the connection's reading thread writes to the device. Thread-safe.
 */
public final class PacketPath implements PacketPort, AutoCloseable {
    /** Packets taken from the device at once: enough to fill a socket write, few enough to keep a ping's wait short. */
    private static final int BATCH_PACKETS = 64;

    /** Longest packet or frame: what sshd takes in one message (PROTOCOL 2.3, channels.c). */
    private static final int MAX_PACKET = 32760;

    private final TunDevice device;
    private final PacketChannel channel;
    private final TrafficCounters counters;
    private final Consumer<Failure> onEnd;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread pump;
    private volatile @Nullable PacketFilter filter;
    private volatile @Nullable PacketInterceptor interceptor;
    private long filtered;
    private long refused;

    private PacketPath(TunDevice device, PacketChannel channel, TrafficCounters counters, Consumer<Failure> onEnd) {
        this.device = device;
        this.channel = channel;
        this.counters = counters;
        this.onEnd = onEnd;
        pump = Thread.ofPlatform().name("pump-" + device.name()).daemon().unstarted(this::pumpOut);
    }

    /**
     * Starts moving packets.
     *
     * @param onEnd called once, from any thread, when the path ends by itself; not for {@link #close}
     */
    public static PacketPath start(
            TunDevice device, PacketChannel channel, TrafficCounters counters, Consumer<Failure> onEnd) {
        PacketPath path = new PacketPath(device, channel, counters, onEnd);
        channel.deliverTo(path::deliver);
        channel.onEnd(path::end);
        path.pump.start();
        return path;
    }

    /** As {@link PacketPort#inject}; not from an interceptor, whose thread is the one that makes room. */
    @Override
    public void inject(byte[] packet) throws IOException {
        PacketBatch batch = new PacketBatch(1, packet.length);
        batch.add(packet, 0, packet.length);
        channel.write(batch);
    }

    @Override
    public void intercept(@Nullable PacketInterceptor interceptor) {
        this.interceptor = interceptor;
    }

    /** Sets what decides which packets may leave; null: all may. */
    public void filter(@Nullable PacketFilter filter) {
        this.filter = filter;
    }

    private void pumpOut() {
        PacketBatch batch = new PacketBatch(BATCH_PACKETS, MAX_PACKET);
        try {
            while (device.read(batch) > 0) {
                counters.countSent(batch);
                PacketFilter current = filter;
                if (current != null) {
                    current.apply(batch);
                    filtered += dropped(batch);
                }
                channel.write(batch);
                counters.setSentDropped(filtered + channel.droppedOut());
            }
        } catch (TunnelException e) {
            end(e.failure());
        } catch (IOException | RuntimeException e) {
            end(Failure.of(FailureCause.INTERNAL, "what", e.toString()));
        }
    }

    private void deliver(PacketBatch batch) throws IOException {
        PacketInterceptor current = interceptor;
        int consumed = current == null ? 0 : offerTo(current, batch);
        try {
            device.write(batch);
        } catch (TunnelException e) {
            end(e.failure());
            return;
        }
        counters.countReceived(batch);
        int lost = dropped(batch) - consumed;
        if (lost > 0) {
            refused += lost;
        }
        counters.setReceivedDropped(refused + channel.droppedIn());
    }

    private static int offerTo(PacketInterceptor interceptor, PacketBatch batch) {
        int consumed = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (interceptor.intercept(batch.bytes(), batch.offset(i), batch.length(i))) {
                batch.drop(i);
                consumed++;
            }
        }
        return consumed;
    }

    private static int dropped(PacketBatch batch) {
        int dropped = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (batch.length(i) == 0) {
                dropped++;
            }
        }
        return dropped;
    }

    private void end(Failure failure) {
        if (!ended.getAndSet(true)) {
            device.close();
            channel.close();
            onEnd.accept(failure);
        }
    }

    /** Ends both directions and closes both ends; the interface is gone when this returns. */
    @Override
    public void close() {
        ended.set(true);
        channel.close();
        device.close();
    }

    @Override
    public String toString() {
        return device + " to " + channel;
    }
}
