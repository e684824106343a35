package dev.culvert.pipeline;

import dev.culvert.net.EchoPacket;
import dev.culvert.net.NeighbourPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/**
 * Measures a tunnel by ICMP echo put straight into its packet path: it tells whether the server's end answers, whatever this
 * machine's routes and firewall do. What it sends and receives reaches no device and no counter. On Ethernet it first asks who
 * has the peer's address. One measurement at a time on a path.
 */
public final class EchoProbe {
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PacketPort port;
    private final InetAddress source;
    private final InetAddress peer;
    private final byte[] mac;
    private final int identifier = RANDOM.nextInt(0x10000);
    private final long data = RANDOM.nextLong();
    private final long[] sentAt = new long[0x10000];
    private int sequence;
    private byte[] peerMac = {};
    private long rttNanos = -1;

    private EchoProbe(PacketPort port, InetAddress source, InetAddress peer, byte[] mac) {
        if (source.getAddress().length != peer.getAddress().length) {
            throw new IllegalArgumentException("two families: " + source + ", " + peer);
        }
        this.port = port;
        this.source = source;
        this.peer = peer;
        this.mac = mac.clone();
    }

    /** Of a layer-3 tunnel. {@code source} is this end's address. */
    public static EchoProbe tun(PacketPort port, InetAddress source, InetAddress peer) {
        return new EchoProbe(port, source, peer, new byte[0]);
    }

    /** Of an Ethernet. {@code mac} is the tap's own, which {@code source} is an address of. */
    public static EchoProbe tap(PacketPort port, InetAddress source, InetAddress peer, byte[] mac) {
        if (mac.length != 6) {
            throw new IllegalArgumentException("not an Ethernet address: " + mac.length + " bytes");
        }
        return new EchoProbe(port, source, peer, mac);
    }

    /**
     * Sends one echo request. Blocks.
     *
     * @return the time to its answer; empty when none came within {@code timeout}
     * @throws IOException when the path has no channel
     * @throws InterruptedException when this thread was interrupted
     */
    public Optional<Duration> measureOnce(Duration timeout) throws IOException, InterruptedException {
        return measure(timeout, timeout);
    }

    /**
     * Sends an echo request each 200 ms until one is answered. Blocks.
     *
     * @return the time from the answered request to its answer; empty when none came within {@code timeout}
     * @throws IOException when the path has no channel
     * @throws InterruptedException when this thread was interrupted
     */
    public Optional<Duration> measure(Duration timeout) throws IOException, InterruptedException {
        return measure(timeout, RETRY);
    }

    private Optional<Duration> measure(Duration timeout, Duration retry) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (this) {
            rttNanos = -1;
        }
        port.intercept(this::see);
        try {
            Optional<Duration> answer = Optional.empty();
            while (answer.isEmpty() && System.nanoTime() - deadline < 0) {
                port.inject(next());
                answer = await(Math.min(System.nanoTime() + retry.toNanos(), deadline));
            }
            if (answer.isEmpty()) {
                forgetPeer();
            }
            return answer;
        } finally {
            port.intercept(null);
        }
    }

    private synchronized byte[] next() {
        if (mac.length > 0 && peerMac.length == 0) {
            return NeighbourPacket.question(mac, source, peer);
        }
        sequence = sequence + 1 & 0xffff;
        sentAt[sequence] = System.nanoTime();
        byte[] packet = EchoPacket.request(source, peer, identifier, sequence, data);
        return mac.length > 0 ? NeighbourPacket.frame(mac, peerMac, packet) : packet;
    }

    /** Waits for an answer, or, while the peer's Ethernet address is unknown, for that. */
    private synchronized Optional<Duration> await(long until) throws InterruptedException {
        boolean asking = mac.length > 0 && peerMac.length == 0;
        for (long left = until - System.nanoTime();
                left > 0 && rttNanos < 0 && !(asking && peerMac.length > 0);
                left = until - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return rttNanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(rttNanos));
    }

    /** The server's end may have been replaced: the next measurement asks again. */
    private synchronized void forgetPeer() {
        peerMac = new byte[0];
    }

    private synchronized boolean see(ByteBuffer bytes, int offset, int length) {
        int header = mac.length > 0 ? NeighbourPacket.ETHERNET_HEADER : 0;
        if (length <= header) {
            return false;
        }
        if (header > 0 && peerMac.length == 0) {
            byte[] answer = NeighbourPacket.answer(bytes, offset, length, peer);
            if (answer.length > 0) {
                peerMac = answer;
                notifyAll();
            }
            // the kernel may have asked too
            return false;
        }
        int answered =
                EchoPacket.replySequence(bytes, offset + header, length - header, source, peer, identifier, data);
        if (answered < 0) {
            return false;
        }
        if (rttNanos < 0) {
            rttNanos = System.nanoTime() - sentAt[answered];
            notifyAll();
        }
        return true;
    }
}
