package dev.culvert.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.lab.Await;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's channel on the batched transport, against a server that sends and keeps raw data strings. */
@Timeout(120)
class TunClientChannelTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int WINDOW = 2 << 20;
    private static final KeyPair KEY = key();

    private final BlockingQueue<byte[]> delivered = new LinkedBlockingQueue<>();

    /** AES-GCM has a way of its own through the session; the others go MINA's. */
    @ParameterizedTest
    @ValueSource(
            strings = {"aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr"
            })
    void carriesPacketsBothWays(String cipher) throws IOException {
        try (RawTunServer server = new RawTunServer(true, true, WINDOW, s -> {});
                KeyLogin login = login(server, KeyLogin.cipher(cipher));
                TunChannel channel = open(login)) {
            List<byte[]> packets = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                packets.add(
                        i % 3 == 0
                                ? Packets.ipv6(44 + i * 7 % 1457, i)
                                : Packets.ipv4(24 + i * 11 % (TunCodec.MAX_PACKET - 24), i));
            }
            write(channel, packets);
            for (byte[] packet : packets) {
                assertThat(next(delivered)).isEqualTo(packet);
            }
            assertThat(channel.droppedIn()).isZero();
            assertThat(channel.droppedOut()).isZero();
        }
    }

    @Test
    void sendsNothingThatIsNoPacket() throws IOException {
        try (RawTunServer server = new RawTunServer(false, true, WINDOW, s -> {});
                KeyLogin login = login(server, client -> {});
                TunChannel channel = open(login)) {
            Random random = new Random(5);
            List<byte[]> packets = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                byte[] packet = Packets.ipv4(24 + random.nextInt(100), i);
                packet[random.nextBoolean() ? 0 : 3] ^= 0x30;
                packets.add(packet);
            }
            packets.add(Packets.ipv4(24, 77));
            write(channel, packets);
            assertThat(ByteBuffer.wrap(next(server.received)).getInt(24)).isEqualTo(77);
            assertThat(channel.droppedOut()).isEqualTo(10_000);
        }
    }

    @Test
    void survivesWhateverTheServerSends() throws IOException {
        try (RawTunServer server = new RawTunServer(false, true, WINDOW, s -> {});
                KeyLogin login = login(server, client -> {});
                TunChannel channel = open(login)) {
            write(channel, List.of(Packets.ipv4(24, 0)));
            next(server.received);
            Random random = new Random(6);
            for (int i = 0; i < 10_000; i++) {
                // empty, short, without an address family, oversize, random
                byte[] data = new byte[i % 4 == 0 ? random.nextInt(8) : random.nextInt(i % 400 == 1 ? 60_000 : 400)];
                random.nextBytes(data);
                if (data.length > 4) {
                    data[4] = (byte) ((data[4] & 0x0f) | 0x70);
                }
                server.send(data);
            }
            server.send(dataString(Packets.ipv4(40, 88)));
            assertThat(ByteBuffer.wrap(next(delivered)).getInt(20)).isEqualTo(88);
            assertThat(channel.droppedIn()).isEqualTo(10_000);
            assertThat(login.session().isOpen()).isTrue();
        }
    }

    /** RFC 4253 §7.1: no channel data while keys are exchanged; none is lost, and all stay in order. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losesNoPacketWhileKeysAreExchanged(boolean byServer) throws IOException {
        AtomicInteger exchanges = new AtomicInteger();
        Consumer<SshClient> counting = client -> {
            if (!byServer) {
                CoreModuleProperties.REKEY_BYTES_LIMIT.set(client, 1L << 20);
            }
            client.addSessionListener(new SessionListener() {
                @Override
                public void sessionEvent(Session session, Event event) {
                    if (event == Event.KeyEstablished) {
                        exchanges.incrementAndGet();
                    }
                }
            });
        };
        try (RawTunServer server = new RawTunServer(true, true, WINDOW, s -> {
                    if (byServer) {
                        CoreModuleProperties.REKEY_BYTES_LIMIT.set(s, 1L << 20);
                    }
                });
                KeyLogin login = login(server, counting);
                TunChannel channel = open(login)) {
            int count = 12_000;
            List<byte[]> packets = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                packets.add(Packets.ipv4(1400, i));
            }
            write(channel, packets);
            for (int i = 0; i < count; i++) {
                assertThat(ByteBuffer.wrap(next(delivered)).getInt(20)).isEqualTo(i);
            }
            assertThat(exchanges.get()).isGreaterThan(5);
        }
    }

    @Test
    void waitsForTheWindowAndSplitsNothing() throws Exception {
        int window = 10_000;
        try (RawTunServer server = new RawTunServer(false, false, window, s -> {});
                KeyLogin login = login(server, client -> {});
                TunChannel channel = open(login)) {
            List<byte[]> packets = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                packets.add(Packets.ipv4(1500, i));
            }
            Thread writer = Thread.ofPlatform().start(() -> writeUnchecked(channel, packets));
            for (int i = 0; i < 6; i++) {
                assertThat(next(server.received)).hasSize(1504);
            }
            awaitWaiting(writer);
            roundTrip(login);
            assertThat(server.received).as("a seventh does not fit").isEmpty();
            server.allow(1503 - (window - 6 * 1504));
            roundTrip(login);
            awaitWaiting(writer);
            roundTrip(login);
            assertThat(server.received).as("one byte is missing").isEmpty();
            server.allow(1);
            assertThat(next(server.received)).hasSize(1504);
            server.allow(13 * 1504);
            for (int i = 7; i < 20; i++) {
                assertThat(ByteBuffer.wrap(next(server.received)).getInt(24)).isEqualTo(i);
            }
            assertThat(writer.join(TIMEOUT)).isTrue();
        }
    }

    private static void awaitWaiting(Thread writer) {
        Await.until(
                "the writer waits for the window",
                TIMEOUT,
                () -> Arrays.stream(writer.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("awaitWindow")));
    }

    /** When it returns, all that was sent before has been taken by the other end, either way. */
    private static void roundTrip(KeyLogin login) throws IOException {
        Buffer request = login.session().createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
        request.putString("round-trip@culvert");
        request.putBoolean(true);
        login.session().request("round-trip@culvert", request, TIMEOUT);
    }

    @Test
    void tellsWhenTheServerClosesTheChannel() throws IOException {
        try (RawTunServer server = new RawTunServer(false, true, WINDOW, s -> {});
                KeyLogin login = login(server, client -> {});
                TunChannel channel = open(login)) {
            CompletableFuture<Failure> end = new CompletableFuture<>();
            channel.onEnd(end::complete);
            write(channel, List.of(Packets.ipv4(24, 0)));
            next(server.received);
            server.closeChannel();
            assertThat(end.orTimeout(30, TimeUnit.SECONDS).join().cause()).isEqualTo(FailureCause.TUNNEL_CLOSED);
            assertThatThrownBy(() -> write(channel, List.of(Packets.ipv4(24, 1))))
                    .isInstanceOf(TunnelException.class);
        }
    }

    @Test
    void wakesAWriterWhenTheConnectionIsLost() throws IOException {
        try (RawTunServer server = new RawTunServer(false, false, 3000, s -> {});
                KeyLogin login = login(server, client -> {});
                TunChannel channel = open(login)) {
            CompletableFuture<Failure> end = new CompletableFuture<>();
            channel.onEnd(end::complete);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> writeUnchecked(
                    channel, List.of(Packets.ipv4(1500, 0), Packets.ipv4(1500, 1), Packets.ipv4(1500, 2))));
            next(server.received);
            server.stop();
            assertThat(end.orTimeout(30, TimeUnit.SECONDS).join().cause()).isEqualTo(FailureCause.CONNECTION_LOST);
            Await.until("the writer is woken", TIMEOUT, writing::isCompletedExceptionally);
        }
    }

    @Test
    void closedByUsTellsNobody() throws IOException {
        try (RawTunServer server = new RawTunServer(false, true, WINDOW, s -> {});
                KeyLogin login = login(server, client -> {})) {
            List<Failure> told = new ArrayList<>();
            try (TunChannel channel = open(login)) {
                channel.onEnd(told::add);
            }
            login.session().close(true).await(TIMEOUT);
            assertThat(told).isEmpty();
        }
    }

    private TunChannel open(KeyLogin login) throws IOException {
        TunChannel channel = login.openTun(Layer.IP, OptionalInt.empty());
        channel.deliverTo(batch -> {
            for (int i = 0; i < batch.size(); i++) {
                byte[] packet = new byte[batch.length(i)];
                batch.bytes().get(batch.offset(i), packet);
                delivered.add(packet);
            }
        });
        return channel;
    }

    private static KeyLogin login(RawTunServer server, Consumer<SshClient> set) throws IOException {
        return KeyLogin.to("127.0.0.1", server.port(), KEY, set);
    }

    private static void write(TunChannel channel, List<byte[]> packets) throws IOException {
        PacketBatch batch = new PacketBatch(64, TunCodec.MAX_PACKET);
        for (byte[] packet : packets) {
            if (batch.isFull()) {
                channel.write(batch);
                batch.clear();
            }
            batch.add(packet, 0, packet.length);
        }
        channel.write(batch);
    }

    private static void writeUnchecked(TunChannel channel, List<byte[]> packets) {
        try {
            write(channel, packets);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] next(BlockingQueue<byte[]> queue) {
        try {
            byte[] next = queue.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came within " + TIMEOUT.toSeconds() + " s");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static byte[] dataString(byte[] packet) {
        return ByteBuffer.allocate(4 + packet.length).putInt(2).put(packet).array();
    }

    private static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new java.security.spec.ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
