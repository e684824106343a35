package dev.culvert.ssh;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

/** One connection under MINA, served by one thread in {@link #run}: it reads, decodes, and sends what the wire did not take. */
final class WireSession extends AbstractCloseable implements IoSession {
    /** A read that comes so soon after the one before is one of a stream. */
    private static final long STREAM_NANOS = 60_000;

    /** What a stream is given time to gather before it is read again, unless a read brings so much anyway. */
    private static final long GATHER_NANOS = 100_000;

    private static final int LARGE_READ = 16 << 10;

    private static final AtomicLong IDS = new AtomicLong(100);

    private final long id = IDS.incrementAndGet();
    private final WireConnector service;
    private final IoHandler handler;
    private final Wire wire;
    private final WireInput input = new WireInput();
    private final WireOutput output;
    private final Map<Object, Object> attributes = new ConcurrentHashMap<>();
    private volatile boolean suspended;
    private volatile @Nullable Thread server;

    /** @param wire closed with this session */
    WireSession(WireConnector service, IoHandler handler, Wire wire) {
        this.service = service;
        this.handler = handler;
        this.wire = wire;
        output = new WireOutput(wire, this::wake);
    }

    WireOutput output() {
        return output;
    }

    /** The serving thread itself looks at what waits before it awaits: waking it would have it spin while the wire is full. */
    private void wake() {
        if (!Thread.currentThread().equals(server)) {
            wire.wake();
        }
    }

    /** Serves the connection until it ends. */
    void run() {
        server = Thread.currentThread();
        try {
            long lastReadNanos = System.nanoTime() - STREAM_NANOS;
            while (isOpen()) {
                int count = suspended ? 0 : input.fill(wire);
                if (count < 0) {
                    break;
                }
                if (count > 0) {
                    boolean stream = System.nanoTime() - lastReadNanos < STREAM_NANOS;
                    handler.messageReceived(this, input);
                    if (output.isWaiting()) {
                        output.flush();
                    }
                    lastReadNanos = System.nanoTime();
                    if (stream && count < LARGE_READ) {
                        // sshd writes packet by packet. To be woken for each costs it and us more than the packet does,
                        // and
                        // the machine acknowledges a batch with fewer packets of its own.
                        LockSupport.parkNanos(GATHER_NANOS);
                    }
                    continue;
                }
                wire.await(!suspended, output.isWaiting());
                output.flush();
            }
        } catch (ClosedChannelException | ClosedSelectorException | CancelledKeyException e) {
            log.debug("run({}) closed", this);
        } catch (Exception e) {
            fail(e);
        } finally {
            close(true);
        }
    }

    private void fail(Exception reason) {
        try {
            handler.exceptionCaught(this, reason);
        } catch (Exception e) {
            log.debug("fail({}) {}", this, reason, e);
        }
    }

    @Override
    public IoWriteFuture writeBuffer(Buffer buffer) throws IOException {
        AbstractIoWriteFuture future = new AbstractIoWriteFuture(wire.remote(), null) {};
        try {
            output.write(buffer.array(), buffer.rpos(), buffer.available(), future);
        } catch (ClosedChannelException e) {
            future.setValue(e);
        }
        return future;
    }

    @Override
    protected void doCloseImmediately() {
        output.close();
        try {
            wire.close();
        } catch (IOException e) {
            log.debug("doCloseImmediately({})", this, e);
        }
        service.forget(this);
        super.doCloseImmediately();
        try {
            handler.sessionClosed(this);
        } catch (Exception e) {
            log.debug("doCloseImmediately({})", this, e);
        }
        attributes.clear();
    }

    @Override
    public void shutdownOutputStream() throws IOException {
        output.flush();
        wire.shutdownOutput();
    }

    @Override
    public void suspendRead() {
        suspended = true;
    }

    @Override
    public void resumeRead() {
        suspended = false;
        wire.wake();
    }

    @Override
    public long getId() {
        return id;
    }

    @Override
    public @Nullable SocketAddress getAcceptanceAddress() {
        return null;
    }

    @Override
    public @Nullable Object getAttribute(Object key) {
        return attributes.get(key);
    }

    @Override
    public @Nullable Object setAttribute(Object key, Object value) {
        return attributes.put(key, value);
    }

    @Override
    public @Nullable Object setAttributeIfAbsent(Object key, Object value) {
        return attributes.putIfAbsent(key, value);
    }

    @Override
    public @Nullable Object removeAttribute(Object key) {
        return attributes.remove(key);
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return wire.remote();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return wire.local();
    }

    @Override
    public IoService getService() {
        return service;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + wire.remote() + "]";
    }
}
