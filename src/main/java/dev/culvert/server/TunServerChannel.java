package dev.culvert.server;

import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import dev.culvert.ssh.TunCodec;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunOptions;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.WindowClosedException;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of one {@code tun@openssh.com} channel (PROTOCOL 2.3) and its device. Packets from the client go to the
 * device on the session's reading thread, which never waits for the other direction; a thread of its own carries the
 * device's packets to the client.
 */
final class TunServerChannel extends AbstractServerChannel {
    /** The names of the devices a session has opened: what {@code $SSH_TUNNEL} says. */
    static final AttributeKey<List<String>> DEVICE_NAMES = new AttributeKey<>();

    private static final Logger LOG = LoggerFactory.getLogger(TunServerChannel.class);

    private static final long UNIT_ANY = 0x7fff_ffffL;
    private static final int REASON_CONNECT_FAILED = 2;

    /** OpenSSH's senders drop what does not fit the window, so it is given back long before it is spent. */
    private static final int CREDIT_STEP = TunCodec.WINDOW / 16;

    private static final int BATCH = 32;

    private final PermitTunnel permit;
    private final DeviceOpener opener;
    private final PacketBatch incoming = new PacketBatch(1, TunCodec.MAX_PACKET);
    private volatile @Nullable TunDevice device;
    private int unacknowledged;

    TunServerChannel(PermitTunnel permit, DeviceOpener opener) {
        super("tun", Collections.emptyList(), null);
        this.permit = permit;
        this.opener = opener;
        CoreModuleProperties.WINDOW_SIZE.set(this, (long) TunCodec.WINDOW);
        CoreModuleProperties.MAX_PACKET_SIZE.set(this, (long) TunCodec.MAX_MESSAGE);
    }

    @Override
    protected OpenFuture doInit(Buffer buffer) {
        int mode = buffer.getInt();
        long unit = buffer.getUInt();
        OpenFuture future = new DefaultOpenFuture(this, this);
        try {
            TunDevice opened = openDevice(mode, unit);
            if (opened == null) {
                refuse();
            } else {
                accept(opened);
            }
            // A refusal is sent here and counts as done: what MINA would send has a text that sshd's has not.
            future.setOpened();
        } catch (IOException e) {
            future.setException(e);
        }
        return future;
    }

    /** Says why not in the words and order of sshd (serverloop.c, server_request_tun), which clients know. */
    private @Nullable TunDevice openDevice(int mode, long unit) throws IOException {
        Optional<Layer> known = Arrays.stream(Layer.values())
                .filter(layer -> TunCodec.mode(layer) == mode)
                .findFirst();
        if (known.isEmpty()) {
            getSession().sendDebugMessage(false, "Unsupported tunnel device mode.", "");
            return null;
        }
        Layer layer = known.get();
        if (!permit.permits(layer)) {
            getSession().sendDebugMessage(false, "Server has rejected tunnel device forwarding", "");
            return null;
        }
        try {
            if (unit > UNIT_ANY) {
                throw new IOException("unit " + unit + " is not one");
            }
            String name = unit == UNIT_ANY ? null : (layer == Layer.IP ? "tun" : "tap") + unit;
            return opener.open(new TunOptions(layer, name));
        } catch (IOException e) {
            LOG.warn("{}: cannot open a tunnel device: {}", getSession(), e.getMessage());
            getSession().sendDebugMessage(false, "Failed to open the tunnel device.", "");
            return null;
        }
    }

    private void refuse() throws IOException {
        Session session = getSession();
        Buffer failure = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN_FAILURE, 64);
        failure.putUInt(getRecipient());
        failure.putUInt(REASON_CONNECT_FAILED);
        failure.putString("open failed");
        failure.putString("");
        session.writePacket(failure);
        close(true);
    }

    private void accept(TunDevice opened) {
        device = opened;
        getSession()
                .computeAttributeIfAbsent(DEVICE_NAMES, key -> new CopyOnWriteArrayList<>())
                .add(opened.name());
        signalChannelOpenSuccess();
        LOG.info("{}: tunnel over {}", getSession(), opened.name());
        Thread.ofPlatform().daemon().name("culvert-server-" + opened.name()).start(() -> sendFrom(opened));
        if (isClosing()) {
            opened.close();
        }
    }

    /** Takes one message of channel data. What no device takes is dropped; the channel lives. */
    @Override
    public void handleData(Buffer buffer) throws IOException {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.available()) {
            throw new SshException(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "Invalid data length: " + length);
        }
        credit(length);
        TunDevice to = device;
        if (to == null || isClosing()) {
            return;
        }
        int prefix = TunCodec.prefixLength(to.layer());
        int packet = length - prefix;
        incoming.clear();
        if (packet <= 0 || packet > incoming.maxPacket()) {
            return;
        }
        incoming.add(buffer.array(), buffer.rpos() + prefix, packet);
        if (!TunCodec.isWhole(to.layer(), incoming.bytes(), incoming.offset(0), packet)) {
            return;
        }
        try {
            to.write(incoming);
        } catch (IOException e) {
            LOG.warn("{}: {} failed", this, to.name(), e);
            close(false);
        }
    }

    /** No client sends such; it is counted and dropped. */
    @Override
    public void handleExtendedData(Buffer buffer) throws IOException {
        buffer.getInt();
        credit(Math.clamp(buffer.getUInt(), 0, buffer.available()));
    }

    /**
     * Counts what came and gives it back in steps. Every byte that came counts, dropped or not: the sender has taken it off.
     */
    private void credit(int length) throws IOException {
        unacknowledged += length;
        if (unacknowledged >= CREDIT_STEP) {
            int step = unacknowledged;
            unacknowledged = 0;
            sendWindowAdjust(step);
        }
    }

    private void sendFrom(TunDevice source) {
        PacketBatch batch = new PacketBatch(BATCH, TunCodec.MAX_PACKET);
        String client = getSession().getClientVersion();
        boolean openSsh = client != null && client.startsWith("SSH-2.0-OpenSSH");
        try {
            IoWriteFuture before = null;
            while (source.read(batch) >= 0) {
                IoWriteFuture last = null;
                for (int i = 0; i < batch.size(); i++) {
                    IoWriteFuture written = send(source.layer(), batch, i, openSsh);
                    last = written == null ? last : written;
                }
                // MINA queues without a bound: no more than two batches stand there.
                awaitWritten(before);
                before = last;
            }
        } catch (WindowClosedException e) {
            LOG.debug("{}: closed while waiting for window", this, e);
        } catch (IOException e) {
            LOG.debug("{}: sending ended", this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            source.close();
            close(false);
        }
    }

    /** @return null when the packet was dropped: it was before, or the client takes none so long */
    private @Nullable IoWriteFuture send(Layer layer, PacketBatch batch, int index, boolean openSsh)
            throws IOException, InterruptedException {
        int length = batch.length(index);
        int data = length + TunCodec.prefixLength(layer);
        int debit = TunCodec.windowDebit(data, openSsh);
        if (length == 0 || debit > getRemoteWindow().getPacketSize()) {
            return null;
        }
        awaitWindow(debit);
        Buffer buffer = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, data + 16);
        buffer.putUInt(getRecipient());
        buffer.putUInt(data);
        int from = batch.offset(index);
        if (layer == Layer.IP) {
            buffer.putUInt(TunCodec.addressFamily(batch.bytes().get(from)));
        }
        int at = buffer.wpos();
        buffer.wpos(at + length);
        batch.bytes().get(from, buffer.array(), at, length);
        return writePacket(buffer);
    }

    private void awaitWindow(int length) throws IOException, InterruptedException {
        while (true) {
            try {
                getRemoteWindow().waitAndConsume(length, Duration.ofMinutes(1));
                return;
            } catch (SocketTimeoutException e) {
                LOG.debug("{}: the client has not opened its window for a minute", this, e);
            }
        }
    }

    private void awaitWritten(@Nullable IoWriteFuture future) throws IOException {
        while (future != null && !future.await(Duration.ofSeconds(10)) && isOpen()) {
            LOG.debug("{}: the connection has taken nothing for ten seconds", this);
        }
    }

    @Override
    protected void preClose() {
        super.preClose();
        TunDevice open = device;
        if (open != null) {
            open.close();
        }
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) {
        throw new UnsupportedOperationException("handleData does this");
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) {
        throw new UnsupportedOperationException("handleExtendedData does this");
    }
}
