package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * A connection that a jump host makes (direct-tcpip, RFC 4254 §7.2), as the wire of another session. What came and was not read is
 * never more than the window; what the jump host does not take waits with the writer. It ends with the session it is on.
 */
final class WireChannel extends AbstractClientChannel implements Wire {
    /** In front of the data: message number, recipient, length of the string (RFC 4254 §5.2). */
    static final int HEADER = 1 + 4 + 4;

    private static final int WINDOW = 2 << 20;
    private static final int CREDIT_STEP = WINDOW / 8;
    private static final int MAX_PACKET = 32 << 10;
    private static final int FIRST_LENGTH = 64 << 10;

    private final TunSession session;
    private final HostPort target;

    /** Guards what follows; nothing is called while it is held. */
    private final Object lock = new Object();

    /** A ring: {@code queued} bytes from {@code start} on. */
    private byte[] received = new byte[FIRST_LENGTH];

    private int start;
    private int queued;

    /** Bytes of the window that the jump host has not been given back. */
    private int spent;

    /** What the jump host takes at most now, and in one message. */
    private long window;

    private long longest = MAX_PACKET;
    private boolean blocked;
    private boolean woken;
    private boolean ended;
    private boolean closed;

    private WireChannel(TunSession session, HostPort target) {
        super("direct-tcpip");
        this.session = session;
        this.target = target;
        CoreModuleProperties.WINDOW_SIZE.set(this, (long) WINDOW);
        CoreModuleProperties.MAX_PACKET_SIZE.set(this, (long) MAX_PACKET);
        closeFuture.addListener(done -> end(true));
    }

    /**
     * Has the host that {@code jump} is logged in to connect to {@code target}; blocks.
     *
     * @throws TunnelException JUMP_DENIED, JUMP_CONNECT_FAILED, CONNECT_TIMED_OUT, CONNECTION_LOST or CANCELLED
     */
    static WireChannel open(TunSession session, Login jump, HostPort target, Duration timeout) throws TunnelException {
        WireChannel channel = new WireChannel(session, target);
        String server = target.toString();
        try {
            session.getService(ConnectionService.class).registerChannel(channel);
            if (!channel.open().await(timeout)) {
                throw new TunnelException(
                        FailureCause.CONNECT_TIMED_OUT, "server", server, "seconds", "" + timeout.toSeconds());
            }
            if (!channel.openFuture.isOpened()) {
                throw new TunnelException(channel.refusal(jump));
            }
            return channel;
        } catch (TunnelException e) {
            channel.close(true);
            throw e;
        } catch (IOException | IllegalStateException e) {
            channel.close(true);
            if (Thread.currentThread().isInterrupted() || e instanceof java.io.InterruptedIOException) {
                Thread.currentThread().interrupt();
                throw new TunnelException(Failure.of(FailureCause.CANCELLED), e);
            }
            throw new TunnelException(channel.refusal(jump), e);
        }
    }

    private Failure refusal(Login jump) {
        String host = jump.target().server();
        if (!session.isOpen() || openFailureReason == 0) {
            return Failure.of(FailureCause.CONNECTION_LOST, "server", host, "reason", "ended");
        }
        if (openFailureReason == SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED) {
            return Failure.of(
                    FailureCause.JUMP_DENIED,
                    "jump",
                    host,
                    "user",
                    jump.target().user(),
                    "target",
                    target.toString(),
                    "reason",
                    String.valueOf(openFailureMsg));
        }
        return Failure.of(
                FailureCause.JUMP_CONNECT_FAILED,
                "jump",
                host,
                "target",
                target.toString(),
                "reason",
                String.valueOf(openFailureMsg));
    }

    @Override
    public synchronized OpenFuture open() throws IOException {
        if (isClosing()) {
            throw new SshException("the session is closed");
        }
        openFuture = new DefaultOpenFuture(toString(), futureLock);
        Buffer buffer = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 128);
        buffer.putString(getChannelType());
        buffer.putUInt(getChannelId());
        buffer.putUInt(WINDOW);
        buffer.putUInt(MAX_PACKET);
        buffer.putString(target.host(), StandardCharsets.UTF_8);
        buffer.putUInt(target.port());
        // as ssh -W says of what has no originator
        buffer.putString("127.0.0.1");
        buffer.putUInt(65535);
        writePacket(buffer);
        return openFuture;
    }

    @Override
    public void handleOpenSuccess(long recipient, long windowSize, long packetSize, Buffer buffer) {
        synchronized (lock) {
            window = windowSize;
            longest = Math.clamp(packetSize, 1, MAX_PACKET);
        }
        super.handleOpenSuccess(recipient, windowSize, packetSize, buffer);
    }

    @Override
    protected void doOpen() {
        // No streams: bytes come by handleData and leave by write.
    }

    // ---- in: from the outer session's thread to the inner one's

    @Override
    public void handleData(Buffer buffer) throws IOException {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.available()) {
            throw new SshException(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "Invalid data length: " + length);
        }
        synchronized (lock) {
            if (length > WINDOW - spent) {
                throw new SshException(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "Window exceeded by " + length);
            }
            spent += length;
            if (queued + length > received.length) {
                grow(queued + length);
            }
            int at = (start + queued) % received.length;
            int first = Math.min(length, received.length - at);
            buffer.getRawBytes(received, at, first);
            buffer.getRawBytes(received, 0, length - first);
            queued += length;
            lock.notifyAll();
        }
    }

    @Override
    public void handleExtendedData(Buffer buffer) throws IOException {
        throw new SshException(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "A connection has one stream");
    }

    private void grow(int needed) {
        byte[] larger = new byte[Math.min(WINDOW, Integer.highestOneBit(needed) << 1)];
        int first = Math.min(queued, received.length - start);
        System.arraycopy(received, start, larger, 0, first);
        System.arraycopy(received, 0, larger, first, queued - first);
        received = larger;
        start = 0;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int credit = 0;
        int count;
        synchronized (lock) {
            if (closed) {
                throw new ClosedChannelException();
            }
            count = Math.min(queued, target.remaining());
            if (count == 0) {
                return ended && target.hasRemaining() ? -1 : 0;
            }
            int first = Math.min(count, received.length - start);
            target.put(received, start, first).put(received, 0, count - first);
            start = (start + count) % received.length;
            queued -= count;
            if (spent - queued >= CREDIT_STEP) {
                credit = spent - queued;
                spent = queued;
            }
        }
        if (credit > 0 && isOpen()) {
            sendWindowAdjust(credit);
        }
        return count;
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        end(false);
    }

    /** @param whole nothing can be read any more either */
    private void end(boolean whole) {
        synchronized (lock) {
            ended = true;
            closed |= whole;
            blocked = false;
            lock.notifyAll();
        }
    }

    // ---- out: from whoever writes to the inner session

    @Override
    public int write(ByteBuffer source) throws IOException {
        int before = source.remaining();
        while (source.hasRemaining()) {
            int length;
            synchronized (lock) {
                if (closed) {
                    throw new ClosedChannelException();
                }
                length = (int) Math.min(Math.min(source.remaining(), longest), window);
                // said before it is tried: what says that it may be tried again can come at once
                blocked = true;
                window -= length;
            }
            if (length == 0) {
                break;
            }
            if (!session.trySend(this, source, length, this::unblock)) {
                synchronized (lock) {
                    window += length;
                }
                break;
            }
        }
        return before - source.remaining();
    }

    /** Writes the message that carries the next {@code length} bytes. @return its length */
    int frame(ByteBuffer source, int length, byte[] to, int offset) {
        to[offset] = SshConstants.SSH_MSG_CHANNEL_DATA;
        TunCodec.putInt(to, offset + 1, (int) getRecipient());
        TunCodec.putInt(to, offset + 5, length);
        source.get(to, offset + HEADER, length);
        return HEADER + length;
    }

    @Override
    public void handleWindowAdjust(Buffer buffer) {
        synchronized (lock) {
            window += buffer.getUInt();
        }
        unblock();
    }

    private void unblock() {
        synchronized (lock) {
            blocked = false;
            lock.notifyAll();
        }
    }

    @Override
    public void await(boolean toRead, boolean toWrite) throws IOException {
        synchronized (lock) {
            while (!woken && !closed && !(toRead && (queued > 0 || ended)) && !(toWrite && !blocked)) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    throw (IOException) new ClosedChannelException().initCause(e);
                }
            }
            woken = false;
        }
    }

    @Override
    public void wake() {
        synchronized (lock) {
            woken = true;
            lock.notifyAll();
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        var _ = sendEof();
    }

    @Override
    public SocketAddress local() {
        return new SshdSocketAddress("", 0);
    }

    @Override
    public SocketAddress remote() {
        return new SshdSocketAddress(target.host(), target.port());
    }

    @Override
    public void close() {
        end(true);
        close(false);
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) {
        throw new IllegalStateException("bytes are taken by handleData");
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) {
        throw new IllegalStateException("a connection has one stream");
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + target + "]";
    }
}
