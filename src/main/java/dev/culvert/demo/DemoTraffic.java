package dev.culvert.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Datagrams to the host behind the demonstration's tunnel, which sends each back: more and less in waves, so that there is something to see. */
public final class DemoTraffic implements AutoCloseable {
    private static final int ECHO_PORT = 7;
    private static final int DATAGRAM = 1200;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final InetAddress source;
    private final InetAddress peer;
    private final Thread thread;
    private volatile boolean closed;

    private DemoTraffic(InetAddress source, InetAddress peer) {
        this.source = source;
        this.peer = peer;
        thread = Thread.ofVirtual().name("demo traffic").unstarted(this::send);
    }

    /** Sends until it is closed, or the way is gone. */
    public static DemoTraffic start(InetAddress source, InetAddress peer) {
        DemoTraffic traffic = new DemoTraffic(source, peer);
        traffic.thread.start();
        return traffic;
    }

    private void send() {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.configureBlocking(false);
            // from the tunnel's own address: without the tunnel nothing leaves
            channel.bind(new InetSocketAddress(source, 0));
            channel.connect(new InetSocketAddress(peer, ECHO_PORT));
            ByteBuffer datagram = ByteBuffer.allocate(DATAGRAM);
            ByteBuffer answer = ByteBuffer.allocate(DATAGRAM);
            for (long tick = 0; !closed; tick++) {
                // two waves of 7 and 23 s: from a few datagrams to some forty each tick
                double wave =
                        1 + 0.7 * Math.sin(tick / 140.0 * 2 * Math.PI) + 0.3 * Math.sin(tick / 460.0 * 2 * Math.PI);
                for (int i = 0; i < 20 * wave; i++) {
                    channel.write(datagram.clear());
                    while (channel.read(answer.clear()) > 0) {
                        // only its coming counts
                    }
                }
                LockSupport.parkNanos(TICK_NANOS);
            }
        } catch (IOException e) {
            // the tunnel is gone, or never was: nothing is owed
        }
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        closed = true;
    }
}
