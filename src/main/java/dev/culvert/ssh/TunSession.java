package dev.culvert.ssh;

import dev.culvert.net.PacketBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * MINA's client session with a way of its own for tunnel packets when the cipher is AES-GCM: out, a batch is framed and encrypted
 * where the socket takes it from; in, packets are decrypted straight from what was read. Everything else, and every other cipher,
 * goes MINA's way.
 */
final class TunSession extends ClientSessionImpl {
    private static final int DEBUG_TEXTS_KEPT = 16;

    /** MINA's own bound on a packet (AbstractSession.decode). */
    private static final int MAX_SSH_PACKET = 256 << 10;

    /** In front of a message: packet length and padding length (RFC 4253 §6). */
    private static final int PACKET_HEADER = 5;

    private static final int MIN_PADDING = 4;

    private final WireSession wire;
    private final ArrayDeque<String> debugTexts = new ArrayDeque<>();
    private volatile String keyOptions = "";
    private volatile List<String> hostKeys = List.of();
    private volatile List<TunClientChannel> tunnels = List.of();
    private byte[] plain = new byte[40 << 10];

    TunSession(ClientFactoryManager client, IoSession ioSession) throws Exception {
        super(client, ioSession);
        if (!(ioSession instanceof WireSession own)) {
            throw new IllegalArgumentException("not on the batched transport: " + ioSession);
        }
        wire = own;
    }

    @Override
    protected KeyExchangeMessageHandler initializeKeyExchangeMessageHandler() {
        return new KeyExchangeGate(this, log);
    }

    /**
     * When new keys are exchanged (ssh_config(5), RekeyLimit), beside the cipher's own limit.
     *
     * @param bytes either way; 0 for no limit
     */
    void rekeyAfter(long bytes, Duration interval) {
        maxRekeyBytes = bytes;
        maxRekeyInterval = interval;
    }

    /** What keys the server may show; the session's own signatures are more, for those of the authorities behind them. */
    void proposeHostKeys(List<String> algorithms) {
        hostKeys = List.copyOf(algorithms);
    }

    @Override
    protected String resolveAvailableSignaturesProposal(FactoryManager manager) {
        return hostKeys.isEmpty() ? super.resolveAvailableSignaturesProposal(manager) : String.join(",", hostKeys);
    }

    private KeyExchangeGate gate() {
        return (KeyExchangeGate) kexHandler;
    }

    /** The last texts of SSH_MSG_DEBUG (RFC 4253 §11.3), oldest first. sshd says there why it refuses a tunnel. */
    List<String> debugTexts() {
        synchronized (debugTexts) {
            return List.copyOf(debugTexts);
        }
    }

    /** See {@link SshConnection#keyOptions}. */
    String keyOptions() {
        return keyOptions;
    }

    void forgetDebugTexts() {
        synchronized (debugTexts) {
            debugTexts.clear();
        }
    }

    @Override
    protected void doInvokeDebugMessageHandler(Buffer buffer) throws Exception {
        int position = buffer.rpos();
        buffer.getBoolean();
        String text = buffer.getString();
        if (text.contains(": key options:")) {
            keyOptions = text;
        }
        synchronized (debugTexts) {
            if (debugTexts.size() == DEBUG_TEXTS_KEPT) {
                debugTexts.remove();
            }
            debugTexts.add(text);
        }
        buffer.rpos(position);
        super.doInvokeDebugMessageHandler(buffer);
    }

    void add(TunClientChannel channel) {
        synchronized (this) {
            List<TunClientChannel> more = new ArrayList<>(tunnels);
            more.add(channel);
            tunnels = List.copyOf(more);
        }
    }

    void remove(TunClientChannel channel) {
        synchronized (this) {
            List<TunClientChannel> fewer = new ArrayList<>(tunnels);
            fewer.remove(channel);
            tunnels = List.copyOf(fewer);
        }
    }

    // ---- in

    @Override
    public void messageReceived(Readable buffer) throws Exception {
        if (!(buffer instanceof WireInput input)) {
            super.messageReceived(buffer);
            return;
        }
        decodeLock.lock();
        try {
            if (clientVersion == null || serverVersion == null) {
                super.messageReceived(input);
                return;
            }
            decode(input);
        } finally {
            decodeLock.unlock();
        }
        List<TunClientChannel> current = tunnels;
        for (int i = 0; i < current.size(); i++) {
            current.get(i).flushReceived();
        }
    }

    /** Takes every whole packet; gives MINA's decoder one at a time, because it moves all that is behind the first. */
    private void decode(WireInput input) throws Exception {
        while (input.available() > 0) {
            if (inCipher instanceof AesGcmCipher cipher && decoderBuffer.available() == 0 && !isCompressed()) {
                if (!decodeOne(input, cipher)) {
                    return;
                }
            } else {
                super.messageReceived(input.first(Math.min(missing(), input.available())));
            }
        }
    }

    private boolean isCompressed() {
        return inCompression != null && inCompression.isCompressionExecuted();
    }

    /** Bytes MINA's decoder needs for its next step (AbstractSession.decode): a length, or the rest of a packet. */
    private int missing() {
        int tag = inCipher == null ? 0 : inCipher.getAuthenticationTagSize();
        boolean plainLength = tag > 0 || (inMac != null && inMac.isEncryptThenMac());
        if (decoderState == 0) {
            return (plainLength ? 4 : inCipherSize) + 1 - decoderBuffer.available();
        }
        return Math.max(1, decoderLength + tag + (inMac == null ? 0 : inMacSize) - decoderBuffer.available());
    }

    /** @return false when the next packet is not whole yet */
    private boolean decodeOne(WireInput input, AesGcmCipher cipher) throws Exception {
        if (input.available() < 4) {
            return false;
        }
        int length = input.peekInt();
        if (length < AesGcmCipher.BLOCK_LENGTH || length > MAX_SSH_PACKET || length % AesGcmCipher.BLOCK_LENGTH != 0) {
            throw new SshException(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "Invalid packet length: " + length);
        }
        int whole = 4 + length + AesGcmCipher.TAG_LENGTH;
        if (input.available() < whole) {
            input.require(whole);
            return false;
        }
        if (plain.length < length) {
            plain = new byte[length];
        }
        try {
            cipher.decrypt(input.bytes(), input.start(), length, plain);
        } catch (GeneralSecurityException e) {
            throw new SshException(SshConstants.SSH2_DISCONNECT_MAC_ERROR, "MAC Error", e);
        }
        input.skip(whole);
        seqi = seqi + 1 & 0xffffffffL;
        inPacketsCount.lazySet(inPacketsCount.get() + 1);
        inBytesCount.lazySet(inBytesCount.get() + length);
        inBlocksCount.lazySet(inBlocksCount.get() + length / AesGcmCipher.BLOCK_LENGTH);
        int padding = plain[0] & 0xff;
        int payload = length - 1 - padding;
        if (padding < MIN_PADDING || payload < 1) {
            throw new SshException(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "Invalid padding: " + padding);
        }
        if (!takeTunnelData(payload)) {
            handleMessage(new ByteArrayBuffer(Arrays.copyOfRange(plain, 1, 1 + payload)));
        } else if (inPacketsCount.get() % 1024 == 0) {
            resetIdleTimeout();
            checkRekey();
        }
        return true;
    }

    /** @return whether it was SSH_MSG_CHANNEL_DATA for a tunnel */
    private boolean takeTunnelData(int payload) throws IOException {
        if (plain[1] != SshConstants.SSH_MSG_CHANNEL_DATA || payload < 9) {
            return false;
        }
        int channel = TunCodec.getInt(plain, 2);
        int length = TunCodec.getInt(plain, 6);
        if (length < 0 || length > payload - 9) {
            return false;
        }
        List<TunClientChannel> current = tunnels;
        for (int i = 0; i < current.size(); i++) {
            TunClientChannel tunnel = current.get(i);
            if (tunnel.getChannelId() == channel) {
                tunnel.receive(plain, 10, length);
                return true;
            }
        }
        return false;
    }

    // ---- out

    /** Waits until the socket has taken most of what was sent. Hold no lock. */
    void awaitRoom() throws IOException {
        wire.output().awaitRoom();
    }

    /**
     * Sends packets of {@code batch} from index {@code from} on with one socket write, waiting while keys are exchanged. Stops at
     * a packet that does not fit the channel's window, or when much waits for the socket.
     *
     * @return the index of the first packet not sent
     */
    int send(TunClientChannel channel, PacketBatch batch, int from) throws IOException {
        gate().enter();
        int next;
        try {
            encodeLock.lock();
            try {
                next = encode(channel, batch, from);
            } finally {
                encodeLock.unlock();
            }
        } finally {
            gate().leave();
        }
        sent();
        return next;
    }

    /**
     * Sends bytes of another session that runs over {@code channel}; never waits.
     *
     * @param length bytes from {@code source}'s position on: one message
     * @param again run, on any thread, when it may be tried again
     * @return false when nothing was sent: keys are being exchanged, or much waits for the wire
     */
    boolean trySend(WireChannel channel, ByteBuffer source, int length, Runnable again) throws IOException {
        if (!gate().tryEnter(again)) {
            return false;
        }
        try {
            encodeLock.lock();
            try {
                WireOutput output = wire.output();
                output.lock();
                try {
                    if (!output.hasRoom(again)) {
                        return false;
                    }
                    append(
                            output,
                            WireChannel.HEADER + length,
                            (target, offset) -> channel.frame(source, length, target, offset));
                } finally {
                    output.unlock();
                }
            } finally {
                encodeLock.unlock();
            }
        } finally {
            gate().leave();
        }
        sent();
        return true;
    }

    private void sent() throws IOException {
        wire.output().flush();
        resetIdleTimeout();
        try {
            checkRekey();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private int encode(TunClientChannel channel, PacketBatch batch, int from) throws IOException {
        WireOutput output = wire.output();
        output.lock();
        try {
            int i = from;
            for (; i < batch.size() && output.waiting() < WireOutput.HIGH_WATER; i++) {
                if (batch.length(i) > 0) {
                    if (!channel.debitWindow(batch.length(i))) {
                        break;
                    }
                    append(output, channel, batch, i);
                }
            }
            return i;
        } finally {
            output.unlock();
        }
    }

    private void append(WireOutput output, TunClientChannel channel, PacketBatch batch, int index) throws IOException {
        append(
                output,
                TunCodec.DATA_HEADER + batch.length(index),
                (target, offset) -> channel.frame(batch, index, target, offset));
    }

    /** @param most bytes that {@code message} writes at most */
    private void append(WireOutput output, int most, WireOutput.Writer message) throws IOException {
        if (outCipher instanceof AesGcmCipher cipher
                && (outCompression == null || !outCompression.isCompressionExecuted())) {
            int whole = PACKET_HEADER + most + 2 * AesGcmCipher.BLOCK_LENGTH + AesGcmCipher.TAG_LENGTH;
            output.append(whole, (bytes, offset) -> {
                int payload = message.write(bytes, offset + PACKET_HEADER);
                return seal(cipher, bytes, offset, payload);
            });
        } else {
            Buffer buffer = createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, most);
            int start = buffer.wpos() - 1;
            buffer.wpos(start + message.write(buffer.array(), start));
            Buffer encoded = encode(buffer);
            output.append(encoded.available(), (bytes, offset) -> {
                int length = encoded.available();
                encoded.getRawBytes(bytes, offset, length);
                return length;
            });
        }
    }

    /** Pads and encrypts the payload at {@code offset + 5} (RFC 4253 §6, RFC 5647 §7.2). @return bytes of the whole packet */
    private int seal(AesGcmCipher cipher, byte[] bytes, int offset, int payload) throws IOException {
        int padding = AesGcmCipher.BLOCK_LENGTH - (1 + payload & AesGcmCipher.BLOCK_LENGTH - 1);
        if (padding < MIN_PADDING) {
            padding += AesGcmCipher.BLOCK_LENGTH;
        }
        int length = 1 + payload + padding;
        TunCodec.putInt(bytes, offset, length);
        bytes[offset + 4] = (byte) padding;
        int end = offset + 4 + length;
        Arrays.fill(bytes, end - padding, end, (byte) 0);
        try {
            cipher.updateAAD(bytes, offset, 4);
            cipher.update(bytes, offset + 4, length);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        seqo = seqo + 1 & 0xffffffffL;
        outPacketsCount.lazySet(outPacketsCount.get() + 1);
        outBytesCount.lazySet(outBytesCount.get() + length);
        outBlocksCount.lazySet(outBlocksCount.get() + length / AesGcmCipher.BLOCK_LENGTH);
        return 4 + length + AesGcmCipher.TAG_LENGTH;
    }
}
