package dev.culvert.ssh;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.apache.sshd.common.AttributeRepository;

/**
 * The bytes under one SSH session: a socket's, or those of a channel of another session. Only {@link #await} blocks. One thread reads and
 * awaits; writes come from any, one at a time; the rest is thread-safe.
 */
interface Wire extends AutoCloseable {
    /** Where a connection of MINA's finds the wire it is made on. */
    AttributeRepository.AttributeKey<Wire> KEY = new AttributeRepository.AttributeKey<>();

    /** Takes what is there. @return how many bytes: 0 where there are none now, -1 at the end */
    int read(ByteBuffer target) throws IOException;

    /** Gives what is taken now. @return how many bytes */
    int write(ByteBuffer source) throws IOException;

    /**
     * Blocks until there may be something to read, or room to write, as asked for, or until {@link #wake}.
     *
     * @throws java.nio.channels.ClosedChannelException or ClosedSelectorException once it is closed
     */
    void await(boolean toRead, boolean toWrite) throws IOException;

    /** Ends an {@link #await}, the one that runs or the next. */
    void wake();

    /** Nothing more is written. */
    void shutdownOutput() throws IOException;

    SocketAddress local();

    SocketAddress remote();

    @Override
    void close() throws IOException;
}
