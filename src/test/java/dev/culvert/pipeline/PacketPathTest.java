package dev.culvert.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.lab.Await;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import dev.culvert.net.PacketSink;
import dev.culvert.net.TrafficStats;
import dev.culvert.net.TunnelException;
import dev.culvert.tun.MemoryTunDevice;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both directions between devices in memory and a channel that the test holds the far end of. */
@Timeout(30)
class PacketPathTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final List<MemoryTunDevice> devices = MemoryTunDevice.pair(Layer.IP);
    private final MemoryTunDevice machine = devices.get(1);
    private final FarEnd channel = new FarEnd();
    private final TrafficCounters counters = new TrafficCounters();
    private final List<Failure> ends = Collections.synchronizedList(new ArrayList<>());
    private final PacketPath path = PacketPath.of(devices.get(0), counters, ends::add);

    @BeforeEach
    void join() {
        path.join(channel, ends::add);
    }

    @AfterEach
    void close() {
        path.close();
    }

    @Test
    void carriesAndCountsBothWays() throws Exception {
        machine.write(batch(new byte[] {1}, new byte[] {2, 2}));
        assertThat(channel.sent.poll(10, TimeUnit.SECONDS)).containsExactly(1);
        assertThat(channel.sent.poll(10, TimeUnit.SECONDS)).containsExactly(2, 2);
        channel.deliver(batch(new byte[] {3, 3, 3}));
        assertThat(readOne()).containsExactly(3, 3, 3);
        assertThat(counters.sent()).isEqualTo(new TrafficStats(2, 3, 0));
        assertThat(counters.received()).isEqualTo(new TrafficStats(1, 3, 0));
    }

    @Test
    void countsNeitherInjectedNorConsumedPackets() throws Exception {
        path.intercept((bytes, offset, length) -> bytes.get(offset) == 9);
        path.inject(new byte[] {8});
        assertThat(channel.sent.poll(10, TimeUnit.SECONDS)).containsExactly(8);
        channel.deliver(batch(new byte[] {9}, new byte[] {7}));
        assertThat(readOne()).containsExactly(7);
        assertThat(counters.sent()).isEqualTo(TrafficStats.NONE);
        assertThat(counters.received()).isEqualTo(new TrafficStats(1, 1, 0));
        path.intercept(null);
        channel.deliver(batch(new byte[] {9}));
        assertThat(readOne()).containsExactly(9);
    }

    @Test
    void dropsWhatTheFilterDrops() throws Exception {
        path.filter(batch -> {
            for (int i = 0; i < batch.size(); i++) {
                if (batch.bytes().get(batch.offset(i)) == 5) {
                    batch.drop(i);
                }
            }
        });
        machine.write(batch(new byte[] {5}, new byte[] {6}));
        assertThat(channel.sent.poll(10, TimeUnit.SECONDS)).containsExactly(6);
        Await.until("the drop is counted", TIMEOUT, () -> counters.sent().dropped() == 1);
        assertThat(counters.sent().packets()).as("the device gave both").isEqualTo(2);
    }

    @Test
    void tellsOnceThatTheChannelEnded() {
        channel.end.join().accept(Failure.of(FailureCause.CONNECTION_LOST));
        channel.end.join().accept(Failure.of(FailureCause.TUNNEL_CLOSED));
        assertThat(ends).extracting(Failure::cause).containsExactly(FailureCause.CONNECTION_LOST);
        assertThat(channel.closed).isCompleted();
    }

    /** A tunnel that is held: what the machine sends without a connection goes through the next one, in order. */
    @Test
    void keepsWhatTheMachineSendsForTheNextChannel() throws Exception {
        channel.droppedOut = 7;
        path.part();
        assertThat(channel.closed).isCompleted();
        machine.write(batch(new byte[] {1}, new byte[] {2}));
        assertThat(counters.sent()).isEqualTo(TrafficStats.NONE);
        FarEnd next = new FarEnd();
        path.join(next, ends::add);
        assertThat(next.sent.poll(10, TimeUnit.SECONDS)).containsExactly(1);
        assertThat(next.sent.poll(10, TimeUnit.SECONDS)).containsExactly(2);
        next.deliver(batch(new byte[] {3}));
        assertThat(readOne()).containsExactly(3);
        Await.until(
                "drops of all channels add up", TIMEOUT, () -> counters.sent().dropped() == 7);
        assertThat(channel.sent).isEmpty();
        channel.end.join().accept(Failure.of(FailureCause.CONNECTION_LOST));
        assertThat(ends).as("the end of a channel that was left already").isEmpty();
    }

    /** A channel that ends in the middle of a batch is left at once; what it dropped until then is one count, not two. */
    @Test
    void countsTheDropsOfAChannelThatFailsOnce() throws Exception {
        channel.droppedOut = 7;
        channel.failure = Failure.of(FailureCause.CONNECTION_LOST);
        machine.write(batch(new byte[] {1}));
        Await.until("the drops are counted", TIMEOUT, () -> counters.sent().dropped() > 0);
        assertThat(counters.sent().dropped()).isEqualTo(7);
        assertThat(ends).extracting(Failure::cause).containsExactly(FailureCause.CONNECTION_LOST);
    }

    @Test
    void injectsNothingWithoutAChannel() {
        path.part();
        assertThatThrownBy(() -> path.inject(new byte[] {1})).isInstanceOf(IOException.class);
    }

    @Test
    void tellsNobodyWhenClosed() {
        path.close();
        assertThat(channel.closed).isCompleted();
        assertThat(machine.read(new PacketBatch(1, 100))).isEqualTo(-1);
        assertThat(ends).isEmpty();
    }

    private byte[] readOne() {
        PacketBatch batch = new PacketBatch(1, 100);
        assertThat(machine.read(batch)).isEqualTo(1);
        byte[] packet = new byte[batch.length(0)];
        batch.bytes().get(batch.offset(0), packet);
        return packet;
    }

    private static PacketBatch batch(byte[]... packets) {
        PacketBatch batch = new PacketBatch(packets.length, 100);
        for (byte[] packet : packets) {
            batch.add(packet, 0, packet.length);
        }
        return batch;
    }

    private static final class FarEnd implements PacketChannel {
        final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
        final CompletableFuture<Consumer<Failure>> end = new CompletableFuture<>();
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();
        private final CompletableFuture<PacketSink> sink = new CompletableFuture<>();
        volatile long droppedOut;
        volatile @Nullable Failure failure;

        void deliver(PacketBatch batch) throws IOException {
            sink.join().write(batch);
        }

        @Override
        public void write(PacketBatch batch) throws IOException {
            Failure ended = failure;
            if (ended != null) {
                throw new TunnelException(ended);
            }
            for (int i = 0; i < batch.size(); i++) {
                if (batch.length(i) > 0) {
                    byte[] packet = new byte[batch.length(i)];
                    batch.bytes().get(batch.offset(i), packet);
                    sent.add(packet);
                }
            }
        }

        @Override
        public Layer layer() {
            return Layer.IP;
        }

        @Override
        public void deliverTo(PacketSink to) {
            sink.complete(to);
        }

        @Override
        public long droppedOut() {
            return droppedOut;
        }

        @Override
        public long droppedIn() {
            return 0;
        }

        @Override
        public void onEnd(Consumer<Failure> listener) {
            end.complete(listener);
        }

        @Override
        public void close() {
            closed.complete(true);
        }
    }
}
