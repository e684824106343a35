package dev.culvert.demo;

import dev.culvert.net.EchoPacket;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.tun.MemoryTunDevice;
import dev.culvert.tun.TunDevice;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A device in memory; in the kernel's stead this makes echo requests and takes their replies. */
final class MemoryEnd implements NearEnd {
    private static final TunnelAddresses ADDRESSES = new TunnelAddresses(
            List.of(InterfaceAddress.parse("10.78.0.1/30"), InterfaceAddress.parse("fd78::1/64")),
            List.of(InterfaceAddress.parse("10.78.0.2/30"), InterfaceAddress.parse("fd78::2/64")),
            InterfaceAddress.address("10.78.0.2"));
    private static final int LONGEST = 1500;
    private static final int IDENTIFIER = 78;

    private final MemoryTunDevice device;
    private final MemoryTunDevice kernel;
    private final PacketBatch sent = new PacketBatch(1, LONGEST);
    private final BlockingQueue<Integer> replies = new LinkedBlockingQueue<>();
    private final long data = System.nanoTime();
    private int sequence;

    MemoryEnd() {
        List<MemoryTunDevice> pair = MemoryTunDevice.pair(Layer.IP);
        device = pair.get(0);
        kernel = pair.get(1);
    }

    @Override
    public TunDevice device() {
        return device;
    }

    @Override
    public TunnelAddresses addresses() {
        return ADDRESSES;
    }

    @Override
    public void configure() {
        Thread.ofPlatform().daemon().name("demo-replies").start(this::takeReplies);
    }

    private void takeReplies() {
        PacketBatch batch = new PacketBatch(16, LONGEST);
        while (kernel.read(batch) > 0) {
            for (int i = 0; i < batch.size(); i++) {
                for (InterfaceAddress peer : ADDRESSES.remote()) {
                    int reply = EchoPacket.replySequence(
                            batch.bytes(),
                            batch.offset(i),
                            batch.length(i),
                            source(peer.address()),
                            peer.address(),
                            IDENTIFIER,
                            data);
                    if (reply >= 0) {
                        replies.add(reply);
                    }
                }
            }
        }
    }

    private static InetAddress source(InetAddress peer) {
        return ADDRESSES.sourceFor(peer).orElseThrow();
    }

    @Override
    public Optional<Duration> ping(InetAddress peer, Duration timeout) throws InterruptedException {
        sequence = sequence + 1 & 0xffff;
        byte[] request = EchoPacket.request(source(peer), peer, IDENTIFIER, sequence, data);
        long start = System.nanoTime();
        sent.clear();
        sent.add(request, 0, request.length);
        kernel.write(sent);
        for (long left = timeout.toNanos(); left > 0; left = timeout.toNanos() - (System.nanoTime() - start)) {
            Integer reply = replies.poll(left, TimeUnit.NANOSECONDS);
            if (reply != null && reply == sequence) {
                return Optional.of(Duration.ofNanos(System.nanoTime() - start));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        device.close();
    }
}
