package dev.culvert.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.DefaultIoConnectFuture;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/** Makes TCP connections for MINA; each has a thread of its own, which connects and then serves it. */
final class SocketConnector extends AbstractCloseable implements IoConnector {
    private final FactoryManager manager;
    private final IoHandler handler;
    private final Map<Long, IoSession> sessions = new ConcurrentHashMap<>();
    private @Nullable IoServiceEventListener eventListener;

    SocketConnector(FactoryManager manager, IoHandler handler) {
        this.manager = manager;
        this.handler = handler;
    }

    @Override
    public IoConnectFuture connect(
            SocketAddress address, @Nullable AttributeRepository context, @Nullable SocketAddress localAddress) {
        IoConnectFuture future = new DefaultIoConnectFuture(address, null);
        SocketChannel channel;
        try {
            channel = SocketChannel.open();
        } catch (IOException e) {
            ((DefaultIoConnectFuture) future).setValue(e);
            return future;
        }
        future.addListener(f -> {
            if (f.isCanceled()) {
                closeQuietly(channel);
            }
        });
        String host = address instanceof InetSocketAddress inet ? inet.getHostString() : address.toString();
        Thread.ofPlatform()
                .name("ssh-" + host)
                .daemon()
                .start(() -> serve(channel, address, context, localAddress, (DefaultIoConnectFuture) future));
        return future;
    }

    private void serve(
            SocketChannel channel,
            SocketAddress address,
            @Nullable AttributeRepository context,
            @Nullable SocketAddress localAddress,
            DefaultIoConnectFuture future) {
        SocketIoSession session;
        try {
            session = establish(channel, address, context, localAddress);
            future.setSession(session);
        } catch (Exception e) {
            closeQuietly(channel);
            future.setValue(e);
            return;
        }
        if (future.getSession() == session && isOpen()) {
            session.run();
        } else {
            session.close(true);
        }
    }

    private SocketIoSession establish(
            SocketChannel channel,
            SocketAddress address,
            @Nullable AttributeRepository context,
            @Nullable SocketAddress localAddress)
            throws Exception {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (localAddress != null) {
            channel.bind(localAddress);
        }
        Duration timeout = CoreModuleProperties.IO_CONNECT_TIMEOUT.get(manager).orElse(Duration.ZERO);
        channel.socket().connect(address, Math.clamp(timeout.toMillis(), 0, Integer.MAX_VALUE));
        channel.configureBlocking(false);
        IoServiceEventListener listener = eventListener;
        if (listener != null) {
            listener.connectionEstablished(this, channel.getLocalAddress(), context, channel.getRemoteAddress());
        }
        SocketIoSession session = new SocketIoSession(this, handler, channel);
        if (context != null) {
            session.setAttribute(AttributeRepository.class, context);
        }
        sessions.put(session.getId(), session);
        handler.sessionCreated(session);
        return session;
    }

    private void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("closeQuietly({})", channel, e);
        }
    }

    void forget(SocketIoSession session) {
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
