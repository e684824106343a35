package dev.culvert.pipeline;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.PacketBatch;
import dev.culvert.net.TunnelException;
import dev.culvert.tun.TunDevice;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Both directions between a device and, one after the other, the channels that carry its packets; owns and closes them. Out: a
 * thread of its own drains the device into batches. In: the connection's reading thread writes to the device. While there is
 * no channel, what the machine sends waits in the device's queue, which drops what comes when it is full. Thread-safe.
 */
public final class PacketPath implements PacketPort, AutoCloseable {
    /** Packets taken from the device at once: enough to fill a socket write, few enough to keep a ping's wait short. */
    private static final int BATCH_PACKETS = 64;

    /** Longest packet or frame: what sshd takes in one message (PROTOCOL 2.3, channels.c). */
    private static final int MAX_PACKET = 32760;

    private final TunDevice device;
    private final TrafficCounters counters;
    private final Consumer<Failure> onDeviceEnd;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread pump;
    private final ReentrantLock joining = new ReentrantLock();
    private final Condition joined = joining.newCondition();
    private volatile @Nullable Joined current;

    /** Guarded by {@link #joining}. */
    private @Nullable Joined lastJoined;

    private volatile @Nullable PacketFilter filter;
    private volatile @Nullable PacketInterceptor interceptor;
    private long filtered;
    private long refused;

    private PacketPath(TunDevice device, TrafficCounters counters, Consumer<Failure> onDeviceEnd) {
        this.device = device;
        this.counters = counters;
        this.onDeviceEnd = onDeviceEnd;
        pump = Thread.ofPlatform().name("pump-" + device.name()).daemon().unstarted(this::pumpOut);
    }

    /**
     * A channel with its place in the count of drops.
     *
     * @param droppedOutBefore by the channels before it
     * @param droppedInBefore by the channels before it
     */
    private record Joined(PacketChannel channel, Consumer<Failure> onEnd, long droppedOutBefore, long droppedInBefore) {
        long droppedOut() {
            return droppedOutBefore + channel.droppedOut();
        }

        long droppedIn() {
            return droppedInBefore + channel.droppedIn();
        }
    }

    /**
     * A path that has no channel yet.
     *
     * @param onDeviceEnd called once, from any thread, when the device ends by itself; not for {@link #close}
     */
    public static PacketPath of(TunDevice device, TrafficCounters counters, Consumer<Failure> onDeviceEnd) {
        PacketPath path = new PacketPath(device, counters, onDeviceEnd);
        path.pump.start();
        return path;
    }

    /**
     * Moves packets through {@code channel} from now on; the one before must have been {@link #part}ed from, or have ended.
     *
     * @param onEnd called once, from any thread, when the channel ends by itself; not for {@link #part} or {@link #close}
     */
    public void join(PacketChannel channel, Consumer<Failure> onEnd) {
        Joined next;
        joining.lock();
        try {
            Joined last = lastJoined;
            next = last == null
                    ? new Joined(channel, onEnd, 0, 0)
                    : new Joined(channel, onEnd, last.droppedOut(), last.droppedIn());
            if (ended.get()) {
                channel.close();
                return;
            }
            current = next;
            lastJoined = next;
            joined.signalAll();
        } finally {
            joining.unlock();
        }
        channel.deliverTo(batch -> deliver(next, batch));
        channel.onEnd(failure -> end(next, failure));
    }

    /** Closes the channel, if there is one; the device stays. */
    public void part() {
        Joined last = leave(current);
        if (last != null) {
            last.channel.close();
        }
    }

    /** @return what was left by this call; null when it was left already */
    private @Nullable Joined leave(@Nullable Joined which) {
        joining.lock();
        try {
            if (which == null || !which.equals(current)) {
                return null;
            }
            current = null;
            return which;
        } finally {
            joining.unlock();
        }
    }

    private void end(Joined which, Failure failure) {
        if (leave(which) != null) {
            which.channel.close();
            which.onEnd.accept(failure);
        }
    }

    /** As {@link PacketPort#inject}; not from an interceptor, whose thread is the one that makes room. */
    @Override
    public void inject(byte[] packet) throws IOException {
        Joined to = current;
        if (to == null) {
            throw new IOException("no channel");
        }
        PacketBatch batch = new PacketBatch(1, packet.length);
        batch.add(packet, 0, packet.length);
        to.channel.write(batch);
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
                Joined to = current;
                if (to == null) {
                    to = awaitJoin();
                }
                if (to == null) {
                    return;
                }
                send(batch, to);
            }
        } catch (TunnelException e) {
            deviceEnded(e.failure());
        } catch (IOException | RuntimeException e) {
            deviceEnded(Failure.of(FailureCause.INTERNAL, "what", e.toString()));
        }
    }

    /** @return null when the path has ended */
    private @Nullable Joined awaitJoin() {
        joining.lock();
        try {
            while (current == null && !ended.get()) {
                joined.awaitUninterruptibly();
            }
            return current;
        } finally {
            joining.unlock();
        }
    }

    private void send(PacketBatch batch, Joined to) {
        counters.countSent(batch);
        PacketFilter deciding = filter;
        if (deciding != null) {
            deciding.apply(batch);
            filtered += dropped(batch);
        }
        try {
            to.channel.write(batch);
        } catch (TunnelException e) {
            end(to, e.failure());
        } catch (IOException | RuntimeException e) {
            end(to, Failure.of(FailureCause.INTERNAL, "what", e.toString()));
        }
        counters.setSentDropped(filtered + to.droppedOut());
    }

    private void deliver(Joined from, PacketBatch batch) throws IOException {
        PacketInterceptor shown = interceptor;
        int consumed = shown == null ? 0 : offerTo(shown, batch);
        try {
            device.write(batch);
        } catch (TunnelException e) {
            deviceEnded(e.failure());
            return;
        }
        counters.countReceived(batch);
        int lost = dropped(batch) - consumed;
        if (lost > 0) {
            refused += lost;
        }
        counters.setReceivedDropped(refused + from.droppedIn());
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

    private void deviceEnded(Failure failure) {
        if (closeBoth()) {
            onDeviceEnd.accept(failure);
        }
    }

    /** Ends both directions and closes both ends; the interface is gone when this returns. */
    @Override
    public void close() {
        closeBoth();
    }

    /** @return false when that was done before */
    private boolean closeBoth() {
        boolean first = !ended.getAndSet(true);
        part();
        joining.lock();
        try {
            joined.signalAll();
        } finally {
            joining.unlock();
        }
        device.close();
        return first;
    }

    @Override
    public String toString() {
        Joined to = current;
        return device + (to == null ? "" : " to " + to.channel);
    }
}
