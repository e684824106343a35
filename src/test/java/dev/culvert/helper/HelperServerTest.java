package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.Frames;
import dev.culvert.ipc.HelperSocket;
import dev.culvert.lab.Await;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections: who gets one, what ends it, and that none troubles another. */
class HelperServerTest extends ServedTest {
    @Test
    void aClientThatSaysHelloIsWelcome() throws Exception {
        RawClient client = closing(RawClient.reading(directory));
        client.send(new Command.Hello(Command.PROTOCOL, "test"));

        Event.Welcome welcome = client.next(Event.Welcome.class);

        assertThat(welcome.protocol()).isEqualTo(Command.PROTOCOL);
        assertThat(welcome.privileges()).isEqualTo("nobody");
    }

    @Test
    void aClientOfAnotherProtocolCanOnlySeeAndEndWhatRuns() throws Exception {
        RawClient client = closing(RawClient.reading(directory));
        client.send(new Command.Hello(Command.PROTOCOL + 1, "test"));

        assertThat(client.next(Event.Welcome.class).protocol()).isEqualTo(Command.PROTOCOL);
        client.send(new Command.Status(1));
        assertThat(client.next(Event.Snapshot.class).request()).isEqualTo(1);
        client.send(new Command.DownAll(2));
        assertThat(client.next(Event.Done.class).failure()).isNull();
        client.send(new Command.Watch(3));
        client.awaitEnd();
    }

    @Test
    void withoutAHelloNothingIsDone() throws Exception {
        RawClient client = closing(RawClient.reading(directory));
        client.send(new Command.Status(1));

        client.awaitEnd();
    }

    @Test
    void theSocketIsItsOwnersAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(HelperSocket.in(directory))))
                .isEqualTo("rw-------");
    }

    @Test
    void whoeverTheGateRefusesIsClosedAtOnce() throws Exception {
        Path other = Files.createTempDirectory("culvert-gate-");
        HelperServer closed = new HelperServer(
                HelperSocket.listen(other),
                client -> false,
                new Event.Welcome(Command.PROTOCOL, "test", 1, "nobody"),
                tunnels,
                FakeTunnels.noKillSwitches(),
                Duration.ofMinutes(1));
        Thread running = Thread.ofPlatform().start(closed);
        try (RawClient client = RawClient.reading(other)) {
            client.awaitEnd();
        } finally {
            closed.end(Duration.ofSeconds(5));
            running.join();
            Files.delete(HelperSocket.in(other));
            Files.delete(other);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"command\":\"reboot\",\"request\":1}",
                "{\"command\":\"status\",\"request\":\"1\"}",
                "{\"command\":\"hello\",\"protocol\":1,\"build\":\"again\"}",
                "not json",
            })
    void whatIsNoCommandEndsThatConnectionAlone(String json) throws Exception {
        RawClient other = client();
        RawClient client = client();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        client.sendBytes(ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array());

        client.awaitEnd();
        assertIsServed(other);
    }

    @Test
    void aFrameOfTwoGigabytesEndsThatConnectionAlone() throws Exception {
        RawClient other = client();
        RawClient client = client();

        client.sendBytes(new byte[] {0x7f, -1, -1, -1});

        client.awaitEnd();
        assertIsServed(other);
    }

    @Test
    void halfAFrameHoldsNobodyUp() throws Exception {
        RawClient other = client();
        RawClient half = client();
        half.sendBytes(new byte[] {0, 0, 1, 0, '{', '"'});

        assertIsServed(other);
        half.close();
        assertIsServed(other);
    }

    @Test
    void noiseOnManyConnectionsLeavesTheHelperServing() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            try (RawClient client = RawClient.reading(directory)) {
                byte[] noise = new byte[random.nextInt(400)];
                random.nextBytes(noise);
                client.sendBytes(noise);
                client.channel.shutdownOutput();
                client.awaitEnd();
            }
        }

        assertIsServed(client());
    }

    /** Each says nothing, half a frame, a length of two gigabytes, or a command before its hello, and stays as long as it can. */
    @Test
    void tenThousandConnectionsLeaveItServing() throws Exception {
        RawClient before = client();
        List<byte[]> sayings = List.of(
                new byte[0],
                new byte[] {0, 0, 1, 0, '{', '"'},
                new byte[] {0x7f, -1, -1, -1},
                Frames.encode(new Command.DownAll(1)).array());
        List<SocketChannel> held = new ArrayList<>();
        try {
            for (int i = 0; i < 10_000; i++) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                held.add(channel);
                try {
                    channel.connect(UnixDomainSocketAddress.of(HelperSocket.in(directory)));
                    channel.write(ByteBuffer.wrap(sayings.get(i % sayings.size())));
                } catch (IOException e) {
                    // refused already
                }
                if (held.size() == 200) {
                    held.removeFirst().close();
                }
            }
            assertIsServed(before);
            Await.until("a new client has a place", Duration.ofSeconds(30), () -> {
                try (RawClient client = RawClient.reading(directory)) {
                    client.send(new Command.Hello(Command.PROTOCOL, "test"));
                    client.next(Event.Welcome.class);
                    return true;
                } catch (IOException | AssertionError e) {
                    return false;
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        } finally {
            for (SocketChannel channel : held) {
                channel.close();
            }
        }
    }

    @Test
    void oneConnectionTooManyIsClosedAndMakesNoDifferenceToTheOthers() throws Exception {
        RawClient first = client();
        for (int i = 1; i < HelperServer.MAX_CLIENTS; i++) {
            client();
        }

        RawClient tooMany = closing(RawClient.reading(directory));

        tooMany.awaitEnd();
        assertIsServed(first);
    }

    @Test
    void aClientThatDoesNotReadIsGivenUpAndHoldsNobodyUp() throws Exception {
        RawClient slow = closing(RawClient.silent(directory));
        slow.send(new Command.Hello(Command.PROTOCOL, "slow"));
        slow.send(new Command.Watch(1));
        RawClient client = client();
        client.send(new Command.Watch(1));
        client.next(Event.Done.class);
        client.up(2, profile("office"));
        client.next(Event.Done.class);
        FakeTunnels.Fake tunnel = tunnels.next();

        String text = "x".repeat(100_000);
        int messages = 2 * Outbox.LIMIT_BYTES / text.length();
        for (int i = 0; i < messages; i++) {
            tunnel.tell(new Event.Banner("office", 0, text));
            client.next(Event.Banner.class);
        }

        awaitClosed(slow);
        assertIsServed(client);
    }

    /** A server's words, or the states of many tunnels, can be longer than any frame. */
    @Test
    void whatFitsNoFrameIsDroppedAndTheStatisticsGoOn() throws Exception {
        RawClient client = client();
        client.send(new Command.Watch(1));
        client.next(Event.Done.class);
        client.up(2, profile("office"));
        client.next(Event.Done.class);
        FakeTunnels.Fake tunnel = tunnels.next();

        tunnel.statusOf = "x".repeat(Frames.MAX_BYTES);
        tunnel.tell(new Event.Banner("office", 0, "x".repeat(Frames.MAX_BYTES)));
        client.send(new Command.Status(3));
        assertThat(client.next(Event.Done.class).failure())
                .isNotNull()
                .extracting(Failure::cause)
                .isEqualTo(FailureCause.INTERNAL);
        assertThat(tunnel.statusAsked.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
        tunnel.statusOf = "tun";

        assertThat(client.next(Event.Stats.class).tunnels()).hasSize(1);
        assertIsServed(client);
    }

    @Test
    void aFailureOfTheStatisticsDoesNotEndThem() throws Exception {
        RawClient client = client();
        client.send(new Command.Watch(1));
        client.next(Event.Done.class);
        client.up(2, profile("office"));
        client.next(Event.Done.class);
        FakeTunnels.Fake tunnel = tunnels.next();

        tunnel.statusFails = true;
        tunnel.statusAsked.drainPermits();
        assertThat(tunnel.statusAsked.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
        tunnel.statusFails = false;

        tunnel.statusAsked.drainPermits();
        assertThat(tunnel.statusAsked.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoWatchesGetsStatisticsAtOnceAndEachSecondAndNobodyElseDoes() throws Exception {
        RawClient watcher = client();
        RawClient other = client();
        long start = System.nanoTime();
        watcher.send(new Command.Watch(1));

        watcher.next(Event.Stats.class);
        watcher.next(Event.Done.class);
        watcher.next(Event.Stats.class);
        watcher.next(Event.Stats.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1900));
        assertThat(other.hasMore()).isFalse();
    }

    @Test
    void itEndsWhenNobodyNeedsItForAWhile() throws Exception {
        Path at = Files.createTempDirectory("culvert-idle-");
        HelperServer idle = serve(at, Duration.ofMillis(300));
        Thread running = Thread.ofPlatform().start(idle);
        RawClient client = RawClient.greeted(at);
        client.up(1, profile("office"));
        client.next(Event.Done.class);

        // A client keeps it, then a tunnel does, then nothing.
        assertThat(running.join(Duration.ofMillis(800))).isFalse();
        client.close();
        assertThat(running.join(Duration.ofMillis(800))).isFalse();
        try (RawClient again = RawClient.greeted(at)) {
            again.send(new Command.Down(1, "office"));
            again.next(Event.Done.class);
        }

        assertThat(running.join(Duration.ofSeconds(10))).isTrue();
        Files.delete(HelperSocket.in(at));
        Files.delete(at);
    }

    @Test
    void itsEndTakesEveryTunnelDownInBoundedTime() throws Exception {
        RawClient client = client();
        client.up(1, profile("office"));
        client.next(Event.Done.class);
        FakeTunnels.Fake up = tunnels.next();
        tunnels.connecting = FakeTunnels.Fake::hang;
        client.up(2, profile("home"));
        FakeTunnels.Fake connecting = tunnels.next();

        server.end(Duration.ofSeconds(5));

        assertThat(up.disconnected.getCount()).isZero();
        assertThat(connecting.disconnected.getCount()).isZero();
        client.awaitEnd();
        assertThat(serving.join(Duration.ofSeconds(5))).isTrue();
    }

    private static void assertIsServed(RawClient client) throws Exception {
        client.send(new Command.Status(99));
        assertThat(client.next(Event.Snapshot.class).request()).isEqualTo(99);
    }

    /** What had been written before stays readable, so the end is found by reading all of it. */
    private static void awaitClosed(RawClient client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        long bytes = 0;
        for (int read = 0; read >= 0; read = read(client, buffer)) {
            bytes += read;
            buffer.clear();
        }
        assertThat(bytes).isLessThan(2L * Outbox.LIMIT_BYTES);
    }

    private static int read(RawClient client, ByteBuffer buffer) {
        try {
            return client.channel.read(buffer);
        } catch (IOException e) {
            return -1;
        }
    }
}
