package dev.culvert.tun.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceName;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import dev.culvert.net.TunnelException;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A TUN or TAP interface of its own (Linux, Documentation/networking/tuntap.rst): made by {@link #open}, gone with
 * {@link #close}. Packets carry no extra header (IFF_NO_PI). It starts DOWN and without addresses.
 */
public final class LinuxTunDevice implements TunDevice {
    private static final String NODE = "/dev/net/tun";

    /** linux/if_tun.h. */
    private static final long TUNSETIFF = 0x400454caL;

    private static final int IFF_TUN = 0x0001;
    private static final int IFF_TAP = 0x0002;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_TUN_EXCL = 0x8000;

    /** struct ifreq: name of IFNAMSIZ bytes, then flags (netdevice(7)). */
    private static final int NAME_LENGTH = 16;

    private static final int IFREQ_LENGTH = 40;

    private final int descriptor;
    private final int waker;
    private final String name;
    private final Layer layer;

    /** Two struct pollfd: the device and the waker. */
    private final Memory polled = new Memory(16);

    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable PacketBatch lastRead;
    private long lastReadAddress;
    private @Nullable PacketBatch lastWritten;
    private long lastWrittenAddress;

    private LinuxTunDevice(int descriptor, int waker, String name, Layer layer) {
        this.descriptor = descriptor;
        this.waker = waker;
        this.name = name;
        this.layer = layer;
        polled.clear();
        polled.setInt(0, descriptor);
        polled.setShort(4, Libc.POLLIN);
        polled.setInt(8, waker);
        polled.setShort(12, Libc.POLLIN);
    }

    /**
     * Makes the interface. An interface that exists already, a persistent TUN device too, is never taken over.
     *
     * @throws TunnelException NO_TUN_NODE, NO_PRIVILEGE, DEVICE_NAME_TAKEN or DEVICE_NAME_INVALID
     */
    public static LinuxTunDevice open(TunOptions options) throws TunnelException {
        String wanted = options.name();
        if (wanted != null && !InterfaceName.isValid(wanted)) {
            throw new TunnelException(FailureCause.DEVICE_NAME_INVALID, "name", wanted);
        }
        int descriptor = Libc.open(NODE, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (descriptor < 0) {
            throw openFailed(Libc.errno());
        }
        int waker = -1;
        try {
            String name = attach(descriptor, options.layer(), wanted);
            waker = Libc.eventfd(0, Libc.O_NONBLOCK | Libc.O_CLOEXEC);
            if (waker < 0) {
                throw new TunnelException(FailureCause.INTERNAL, "what", "eventfd: errno " + Libc.errno());
            }
            return new LinuxTunDevice(descriptor, waker, name, options.layer());
        } finally {
            if (waker < 0) {
                Libc.close(descriptor);
            }
        }
    }

    private static String attach(int descriptor, Layer layer, @Nullable String wanted) throws TunnelException {
        String pattern = layer == Layer.IP ? "tun%d" : "tap%d";
        try (Memory request = new Memory(IFREQ_LENGTH)) {
            request.clear();
            byte[] bytes = (wanted == null ? pattern : wanted).getBytes(StandardCharsets.UTF_8);
            request.write(0, bytes, 0, bytes.length);
            int flags = (layer == Layer.IP ? IFF_TUN : IFF_TAP) | IFF_NO_PI | IFF_TUN_EXCL;
            request.setShort(NAME_LENGTH, (short) flags);
            if (Libc.ioctl(descriptor, TUNSETIFF, Pointer.nativeValue(request)) < 0) {
                throw attachFailed(Libc.errno(), wanted == null ? pattern : wanted);
            }
            return request.getString(0, StandardCharsets.UTF_8.name());
        }
    }

    private static TunnelException openFailed(int errno) {
        return switch (errno) {
            case Libc.ENOENT, Libc.ENODEV, Libc.ENXIO -> new TunnelException(FailureCause.NO_TUN_NODE, "node", NODE);
            case Libc.EPERM, Libc.EACCES -> new TunnelException(FailureCause.NO_PRIVILEGE, "what", "open " + NODE);
            default -> new TunnelException(FailureCause.INTERNAL, "what", "open " + NODE + ": errno " + errno);
        };
    }

    private static TunnelException attachFailed(int errno, String name) {
        return switch (errno) {
            case Libc.EPERM -> new TunnelException(FailureCause.NO_PRIVILEGE, "what", "TUNSETIFF " + name);
            case Libc.EBUSY -> new TunnelException(FailureCause.DEVICE_NAME_TAKEN, "name", name);
            case Libc.EINVAL -> new TunnelException(FailureCause.DEVICE_NAME_INVALID, "name", name);
            default -> new TunnelException(FailureCause.INTERNAL, "what", "TUNSETIFF " + name + ": errno " + errno);
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Layer layer() {
        return layer;
    }

    /** Takes what is queued, up to the batch's capacity; waits only when there is nothing. */
    @Override
    public int read(PacketBatch batch) throws TunnelException {
        reading.lock();
        try {
            if (batch != lastRead) {
                lastRead = batch;
                lastReadAddress = address(batch);
            }
            batch.clear();
            while (!closed.get()) {
                if (drain(batch, lastReadAddress) > 0) {
                    return batch.size();
                }
                if (Libc.poll(Pointer.nativeValue(polled), 2, -1) < 0 && Libc.errno() != Libc.EINTR) {
                    throw new TunnelException(FailureCause.INTERNAL, "what", "poll: errno " + Libc.errno());
                }
            }
            return -1;
        } finally {
            reading.unlock();
        }
    }

    private int drain(PacketBatch batch, long address) throws TunnelException {
        int maxPacket = batch.maxPacket();
        while (!batch.isFull()) {
            long length = Libc.read(descriptor, address + batch.offset(batch.size()), maxPacket);
            if (length < 0) {
                int errno = Libc.errno();
                if (errno == Libc.EBADFD) {
                    throw gone();
                }
                if (errno != Libc.EINTR) {
                    break; // EAGAIN; anything else shows again after poll
                }
            } else {
                batch.add((int) length);
            }
        }
        return batch.size();
    }

    /** Never waits: a packet that the interface refuses (it is DOWN, the packet is malformed) is marked as dropped in the batch. */
    @Override
    public void write(PacketBatch batch) throws TunnelException {
        writing.lock();
        try {
            if (closed.get()) {
                return;
            }
            if (batch != lastWritten) {
                lastWritten = batch;
                lastWrittenAddress = address(batch);
            }
            for (int i = 0; i < batch.size(); i++) {
                int length = batch.length(i);
                if (length > 0 && Libc.write(descriptor, lastWrittenAddress + batch.offset(i), length) < 0) {
                    if (Libc.errno() == Libc.EBADFD) {
                        throw gone();
                    }
                    batch.drop(i);
                }
            }
        } finally {
            writing.unlock();
        }
    }

    private TunnelException gone() {
        return new TunnelException(FailureCause.DEVICE_GONE, "name", name);
    }

    private static long address(PacketBatch batch) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(batch.bytes()));
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try (Memory one = new Memory(Long.BYTES)) {
            one.setLong(0, 1);
            Libc.write(waker, Pointer.nativeValue(one), Long.BYTES);
        }
        // A descriptor that is still in use in another thread must not be closed: its number could be reused under it.
        reading.lock();
        writing.lock();
        try {
            Libc.close(descriptor);
            Libc.close(waker);
        } finally {
            writing.unlock();
            reading.unlock();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
