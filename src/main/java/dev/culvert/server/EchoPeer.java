package dev.culvert.server;

import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import dev.culvert.tun.TunDevice;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Set;

/**
 * A device in memory with a host behind it that answers echo: what {@link #write} brings it is answered, and {@link #read}
 * takes the answers. Needs no privilege. {@link #write} never blocks: answers nobody takes are dropped, as a full interface
 * queue drops. Thread-safe.
 */
final class EchoPeer implements TunDevice {
    /** Bytes of answers kept for a slow reader: more than a channel window, so that a reader that only lags loses nothing. */
    private static final int QUEUE_BYTES = 4 << 20;

    private final String name;
    private final Layer layer;
    private final EchoResponder responder;
    private final Runnable onClose;
    private final ArrayDeque<ByteBuffer> answers = new ArrayDeque<>();
    private int queuedBytes;
    private boolean closed;

    /**
     * @param name what the interface is called in {@code $SSH_TUNNEL}
     * @param addresses those the host behind this device has
     * @param onClose called once, when this device is closed
     */
    EchoPeer(String name, Layer layer, Set<InetAddress> addresses, Runnable onClose) {
        this.name = name;
        this.layer = layer;
        this.onClose = onClose;
        // Locally administered (the 2 in 02); the rest spells the device, which is unique in this process.
        byte[] mac = ByteBuffer.allocate(6)
                .putShort((short) 0x0263)
                .putInt(name.hashCode())
                .array();
        responder = new EchoResponder(layer, addresses, mac);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Layer layer() {
        return layer;
    }

    @Override
    public void write(PacketBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            ByteBuffer packet = ByteBuffer.allocate(Math.max(batch.length(i), EchoResponder.ROOM));
            packet.put(0, batch.bytes(), batch.offset(i), batch.length(i)).limit(batch.length(i));
            int length = responder.answer(packet);
            if (length > 0) {
                offer(packet.position(0).limit(length));
            }
        }
    }

    private synchronized void offer(ByteBuffer answer) {
        if (!closed && queuedBytes + answer.limit() <= QUEUE_BYTES) {
            answers.add(answer);
            queuedBytes += answer.limit();
            notifyAll();
        }
    }

    @Override
    public synchronized int read(PacketBatch batch) {
        batch.clear();
        boolean interrupted = false;
        while (answers.isEmpty() && !closed && !interrupted) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
                Thread.currentThread().interrupt();
            }
        }
        if (closed || interrupted) {
            return -1;
        }
        for (ByteBuffer answer; !batch.isFull() && (answer = answers.poll()) != null; ) {
            queuedBytes -= answer.limit();
            if (answer.limit() <= batch.maxPacket()) {
                batch.bytes().put(batch.offset(batch.size()), answer, 0, answer.limit());
                batch.add(answer.limit());
            }
        }
        return batch.size();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            answers.clear();
            notifyAll();
        }
        onClose.run();
    }
}
