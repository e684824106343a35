package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import dev.culvert.net.PacketSink;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of {@code tun@openssh.com} on a {@link TunSession}; the bytes are {@link TunCodec}'s. It keeps its windows
 * itself: they are counted in packets' own way.
 */
final class TunClientChannel extends AbstractClientChannel implements TunChannel {
    private static final int BATCH_PACKETS = 128;

    /** Bytes received before the server is given as much again. */
    private static final int CREDIT_STEP = TunCodec.WINDOW / 16;

    private final Layer layer;
    private final OptionalInt unit;
    private final TunSession session;
    private final String server;
    private final boolean openSsh;
    private final AtomicLong window = new AtomicLong();
    private final Object windowChanged = new Object();
    private final PacketBatch received = new PacketBatch(BATCH_PACKETS, TunCodec.MAX_PACKET);
    private final AtomicBoolean endTold = new AtomicBoolean();
    private final AtomicLong droppedOut = new AtomicLong();
    private final AtomicLong droppedIn = new AtomicLong();
    private long longestMessage = TunCodec.MAX_MESSAGE;
    private int uncredited;
    private volatile @Nullable PacketSink sink;
    private volatile @Nullable Consumer<Failure> endListener;
    private volatile @Nullable Failure end;
    private volatile boolean confirmed;

    private TunClientChannel(TunSession session, String server, Layer layer, OptionalInt unit) {
        super(TunCodec.CHANNEL_TYPE);
        this.session = session;
        this.server = server;
        this.layer = layer;
        this.unit = unit;
        openSsh = session.getServerVersion().startsWith("SSH-2.0-OpenSSH");
        CoreModuleProperties.WINDOW_SIZE.set(this, (long) TunCodec.WINDOW);
        CoreModuleProperties.MAX_PACKET_SIZE.set(this, (long) TunCodec.MAX_MESSAGE);
        closeFuture.addListener(closed ->
                finish(session.isOpen() ? FailureCause.TUNNEL_CLOSED : FailureCause.CONNECTION_LOST, "channel-closed"));
    }

    /**
     * Opens a channel on a session of {@link BatchedTransport} that is logged in.
     *
     * @param server as failures name it
     * @throws TunnelException TUNNEL_NOT_PERMITTED, REMOTE_DEVICE_NOT_OPENED or TUNNEL_REFUSED when the server says no,
     *     CONNECTION_LOST when the connection ends or nothing is said in time
     */
    static TunClientChannel open(ClientSession session, String server, Layer layer, OptionalInt unit, Duration timeout)
            throws TunnelException {
        TunSession own = (TunSession) session;
        own.forgetDebugTexts();
        TunClientChannel channel = new TunClientChannel(own, server, layer, unit);
        try {
            session.getService(ConnectionService.class).registerChannel(channel);
            own.add(channel);
            channel.open().verify(timeout);
            return channel;
        } catch (IOException | IllegalStateException e) {
            own.remove(channel);
            channel.endTold.set(true);
            channel.close(true);
            throw new TunnelException(channel.refusal(), e);
        }
    }

    // ---- opening

    @Override
    public synchronized OpenFuture open() throws IOException {
        if (isClosing()) {
            throw new SshException("the session is closed");
        }
        openFuture = new DefaultOpenFuture(toString(), futureLock);
        Buffer buffer = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 64);
        TunCodec.putOpen(buffer, getChannelId(), layer, unit);
        writePacket(buffer);
        return openFuture;
    }

    @Override
    public void handleOpenSuccess(long recipient, long windowSize, long packetSize, Buffer buffer) {
        longestMessage = Math.min(packetSize, TunCodec.MAX_MESSAGE);
        window.set(windowSize);
        confirmed = true;
        super.handleOpenSuccess(recipient, windowSize, packetSize, buffer);
    }

    @Override
    protected void doOpen() {
        // No streams: packets come by handleData and leave by write.
    }

    private Failure refusal() {
        String wanted = unit.isPresent() ? Integer.toString(unit.getAsInt()) : "any";
        List<String> texts = session.debugTexts();
        FailureCause cause = TunCodec.refusal(texts);
        if (!session.isOpen() || openFailureReason == 0) {
            cause = FailureCause.CONNECTION_LOST;
        }
        String said = texts.isEmpty() ? String.valueOf(openFailureMsg) : texts.getLast();
        return Failure.of(
                cause,
                "server",
                server,
                "user",
                String.valueOf(session.getUsername()),
                "mode",
                layer == Layer.IP ? "tun" : "tap",
                "unit",
                wanted,
                "reason",
                said);
    }

    // ---- in, on the connection's thread

    @Override
    public void handleData(Buffer buffer) throws IOException {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.available()) {
            throw new SshException(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "Invalid data length: " + length);
        }
        receive(buffer.array(), buffer.rpos(), length);
        flushReceived();
    }

    @Override
    public void handleExtendedData(Buffer buffer) throws IOException {
        buffer.getInt();
        credit(Math.clamp(buffer.getUInt(), 0, TunCodec.MAX_MESSAGE));
        droppedIn.lazySet(droppedIn.get() + 1);
    }

    /** Takes the data string of one message; what it holds goes on with {@link #flushReceived}. */
    void receive(byte[] source, int offset, int length) throws IOException {
        credit(length);
        if (!TunCodec.takePacket(layer, source, offset, length, received)) {
            droppedIn.lazySet(droppedIn.get() + 1);
        }
        if (received.isFull()) {
            flushReceived();
        }
    }

    /** Hands on what was received. */
    void flushReceived() throws IOException {
        if (received.size() == 0) {
            return;
        }
        PacketSink current = sink;
        try {
            if (current == null) {
                droppedIn.lazySet(droppedIn.get() + received.size());
            } else {
                current.write(received);
            }
        } finally {
            received.clear();
        }
    }

    /** OpenSSH senders count the data string's length alone, so that is what is given back; promptly, because they drop. */
    private void credit(int length) throws IOException {
        uncredited += length;
        if (uncredited >= CREDIT_STEP) {
            int step = uncredited;
            uncredited = 0;
            sendWindowAdjust(step);
        }
    }

    @Override
    public void handleWindowAdjust(Buffer buffer) {
        window.addAndGet(buffer.getUInt());
        synchronized (windowChanged) {
            windowChanged.notifyAll();
        }
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        finish(FailureCause.TUNNEL_CLOSED, "device-closed");
    }

    // ---- out

    @Override
    public void write(PacketBatch batch) throws IOException {
        dropUnsendable(batch);
        try {
            for (int next = 0; next < batch.size(); ) {
                requireOpen();
                session.awaitRoom();
                int sent = session.send(this, batch, next);
                if (sent == next) {
                    awaitWindow(debit(batch.length(next)));
                }
                next = sent;
            }
        } catch (TunnelException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            // the socket may tell its writer of the end before it tells the channel
            finish(FailureCause.CONNECTION_LOST, e.toString());
            requireOpen();
            throw e;
        }
    }

    private void dropUnsendable(PacketBatch batch) {
        int prefix = TunCodec.prefixLength(layer);
        int dropped = 0;
        for (int i = 0; i < batch.size(); i++) {
            int length = batch.length(i);
            if (length > 0
                    && (length + prefix > longestMessage
                            || !TunCodec.isWhole(layer, batch.bytes(), batch.offset(i), length))) {
                batch.drop(i);
                dropped++;
            }
        }
        if (dropped > 0) {
            droppedOut.addAndGet(dropped);
        }
    }

    private int debit(int packet) {
        return TunCodec.windowDebit(TunCodec.prefixLength(layer) + packet, openSsh);
    }

    /** Takes a packet out of the server's window, if it fits. One thread at a time: the session's encode lock is held. */
    boolean debitWindow(int packet) {
        int debit = debit(packet);
        if (window.get() < debit) {
            return false;
        }
        window.addAndGet(-debit);
        return true;
    }

    private void awaitWindow(int needed) throws IOException {
        synchronized (windowChanged) {
            while (window.get() < needed && end == null) {
                try {
                    windowChanged.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw (IOException) new InterruptedIOException("interrupted").initCause(e);
                }
            }
        }
        requireOpen();
    }

    private void requireOpen() throws TunnelException {
        Failure failure = end;
        if (failure != null) {
            throw new TunnelException(failure);
        }
    }

    /** Writes the message that carries a packet. @return its length */
    int frame(PacketBatch batch, int index, byte[] target, int offset) {
        return TunCodec.putData((int) getRecipient(), layer, batch, index, target, offset);
    }

    // ---- ending

    @Override
    public void onEnd(Consumer<Failure> listener) {
        endListener = listener;
        tellEnd();
    }

    private void finish(FailureCause cause, String reason) {
        synchronized (windowChanged) {
            if (end == null) {
                end = Failure.of(cause, "server", server, "reason", reason);
            }
            windowChanged.notifyAll();
        }
        session.remove(this);
        tellEnd();
    }

    private void tellEnd() {
        Failure failure = end;
        Consumer<Failure> listener = endListener;
        if (failure != null && listener != null && confirmed && !endTold.getAndSet(true)) {
            listener.accept(failure);
        }
    }

    @Override
    public void close() {
        endTold.set(true);
        finish(FailureCause.TUNNEL_CLOSED, "closed-here");
        close(false);
    }

    // ---- facts

    @Override
    public Layer layer() {
        return layer;
    }

    @Override
    public void deliverTo(PacketSink sink) {
        this.sink = sink;
    }

    @Override
    public long droppedOut() {
        return droppedOut.get();
    }

    @Override
    public long droppedIn() {
        return droppedIn.get();
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) {
        throw new IllegalStateException("packets are taken by handleData");
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) {
        throw new IllegalStateException("extended data is dropped by handleExtendedData");
    }
}
