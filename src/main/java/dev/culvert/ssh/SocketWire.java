package dev.culvert.ssh;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connected socket, TCP or Unix. */
final class SocketWire implements Wire {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final SocketAddress local;
    private final SocketAddress remote;

    /** @param channel connected; it is this wire's from here, after a failure too */
    SocketWire(SocketChannel channel) throws IOException {
        this.channel = channel;
        try {
            channel.configureBlocking(false);
            local = channel.getLocalAddress();
            remote = channel.getRemoteAddress();
            selector = Selector.open();
            key = channel.register(selector, 0);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public void await(boolean toRead, boolean toWrite) throws IOException {
        key.interestOps((toRead ? SelectionKey.OP_READ : 0) | (toWrite ? SelectionKey.OP_WRITE : 0));
        selector.select();
        selector.selectedKeys().clear();
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public SocketAddress local() {
        return local;
    }

    @Override
    public SocketAddress remote() {
        return remote;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            selector.close();
        }
    }
}
