package dev.culvert.ssh;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.io.DefaultIoConnectFuture;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

/** Makes connections for MINA on wires that are there: {@link Wire#KEY} in the context. Each has a thread of its own, which serves it. */
final class WireConnector extends AbstractCloseable implements IoConnector {
    private final IoHandler handler;
    private final Map<Long, IoSession> sessions = new ConcurrentHashMap<>();
    private @Nullable IoServiceEventListener eventListener;

    WireConnector(IoHandler handler) {
        this.handler = handler;
    }

    @Override
    public IoConnectFuture connect(
            SocketAddress address, @Nullable AttributeRepository context, @Nullable SocketAddress localAddress) {
        DefaultIoConnectFuture future = new DefaultIoConnectFuture(address, null);
        Wire wire = context == null ? null : context.getAttribute(Wire.KEY);
        if (context == null || wire == null) {
            future.setValue(new IOException("a connection without a wire"));
            return future;
        }
        Thread.ofPlatform().name("ssh-" + wire.remote()).daemon().start(() -> serve(wire, context, future));
        return future;
    }

    private void serve(Wire wire, AttributeRepository context, DefaultIoConnectFuture future) {
        WireSession session;
        try {
            session = establish(wire, context);
            future.setSession(session);
        } catch (Exception e) {
            closeQuietly(wire);
            future.setValue(e);
            return;
        }
        if (future.getSession() == session && isOpen()) {
            session.run();
        } else {
            session.close(true);
        }
    }

    private WireSession establish(Wire wire, AttributeRepository context) throws Exception {
        IoServiceEventListener listener = eventListener;
        if (listener != null) {
            listener.connectionEstablished(this, wire.local(), context, wire.remote());
        }
        WireSession session = new WireSession(this, handler, wire);
        session.setAttribute(AttributeRepository.class, context);
        sessions.put(session.getId(), session);
        handler.sessionCreated(session);
        return session;
    }

    private void closeQuietly(Wire wire) {
        try {
            wire.close();
        } catch (IOException e) {
            log.debug("closeQuietly({})", wire, e);
        }
    }

    void forget(WireSession session) {
        sessions.remove(session.getId());
    }

    @Override
    protected void doCloseImmediately() {
        for (IoSession session : List.copyOf(sessions.values())) {
            session.close(true);
        }
        super.doCloseImmediately();
    }

    @Override
    public Map<Long, IoSession> getManagedSessions() {
        return Collections.unmodifiableMap(sessions);
    }

    @Override
    public @Nullable IoServiceEventListener getIoServiceEventListener() {
        return eventListener;
    }

    @Override
    public void setIoServiceEventListener(@Nullable IoServiceEventListener listener) {
        eventListener = listener;
    }
}
