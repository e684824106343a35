package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connections that carry a stream: by whom, for what, and how often. */
class StreamsTest extends ServedTest {
    private FakeTunnels.Fake up(RawClient client) throws Exception {
        client.up(1, profile("office"));
        client.next(Event.Done.class);
        return tunnels.next();
    }

    private static CompletableFuture<SocketChannel> wanted(FakeTunnels.Fake tunnel) {
        CompletableFuture<SocketChannel> stream = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                stream.complete(tunnel.questions.stream());
            } catch (TunnelException e) {
                stream.completeExceptionally(e);
            }
        });
        return stream;
    }

    private static Command.Answer done(Event.NeedStream question) {
        return new Command.Answer(question.question(), null, null, true, null);
    }

    private RawClient attach(String token) throws Exception {
        RawClient stream = closing(RawClient.silent(directory));
        stream.send(new Command.Attach(Command.PROTOCOL, token));
        return stream;
    }

    /** Reads past the one frame that says that the stream begins. */
    private static String said(SocketChannel channel, int length) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            assertThat(channel.isOpen()).isTrue();
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    @Test
    void bytesGoBothWaysAndNoFrameAmongThem() throws Exception {
        RawClient client = client();
        CompletableFuture<SocketChannel> wanted = wanted(up(client));
        Event.NeedStream question = client.next(Event.NeedStream.class);
        RawClient stream = attach(question.token());
        assertThat(dev.culvert.ipc.Frames.read(stream.channel, Event.class)).isEqualTo(new Event.Done(0, null));
        client.send(done(question));

        try (SocketChannel near = wanted.get(10, TimeUnit.SECONDS)) {
            near.write(ByteBuffer.wrap("SSH-2.0-near".getBytes(StandardCharsets.UTF_8)));
            assertThat(said(stream.channel, 12)).isEqualTo("SSH-2.0-near");
            stream.sendBytes("SSH-2.0-far".getBytes(StandardCharsets.UTF_8));
            assertThat(said(near, 11)).isEqualTo("SSH-2.0-far");
        }
        assertThat(said(stream.channel, 1)).as("the helper has ended it").isEmpty();
    }

    @Test
    void aTokenThatIsNotKnownOrWasUsedGetsNothing() throws Exception {
        RawClient client = client();
        FakeTunnels.Fake tunnel = up(client);
        CompletableFuture<SocketChannel> wanted = wanted(tunnel);
        Event.NeedStream question = client.next(Event.NeedStream.class);
        assertThat(question.token()).matches("[0-9a-f]{32}");

        for (String token :
                new String[] {"", "00", "0".repeat(32), question.token().toUpperCase(java.util.Locale.ROOT) + "x"}) {
            refused(token);
        }
        RawClient right = attach(question.token());
        dev.culvert.ipc.Frames.read(right.channel, Event.class);
        refused(question.token());
        client.send(done(question));
        try (SocketChannel stream = wanted.get(10, TimeUnit.SECONDS)) {
            assertThat(stream.isOpen()).isTrue();
        }
        refused(question.token());
        // a helper that was asked for so much serves on
        client.send(new Command.Status(9));
        client.next(Event.Snapshot.class);
    }

    private void refused(String token) throws Exception {
        RawClient stream = closing(RawClient.reading(directory));
        stream.send(new Command.Attach(Command.PROTOCOL, token));
        stream.awaitEnd();
    }

    @Test
    void aSecondHelloOfThisKindEndsAConnection() throws Exception {
        RawClient client = client();
        client.send(new Command.Attach(Command.PROTOCOL, "0".repeat(32)));
        client.awaitEnd();
        RawClient other = closing(RawClient.reading(directory));
        other.send(new Command.Attach(Command.PROTOCOL + 1, "0".repeat(32)));
        other.awaitEnd();
    }

    @Test
    void anAnswerWithoutAStreamIsAFailure() throws Exception {
        RawClient client = client();
        FakeTunnels.Fake tunnel = up(client);
        CompletableFuture<SocketChannel> wanted = wanted(tunnel);
        client.send(done(client.next(Event.NeedStream.class)));
        assertCause(wanted, FailureCause.PROXY_COMMAND_FAILED);

        wanted = wanted(tunnel);
        Failure refusal = Failure.of(FailureCause.PROXY_COMMAND_FAILED, "server", "h", "reason", "no shell");
        client.send(new Command.Answer(client.next(Event.NeedStream.class).question(), null, null, null, refusal));
        assertCause(wanted, FailureCause.PROXY_COMMAND_FAILED);
    }

    @Test
    void aStreamThatNobodyTookIsClosedWithItsTunnel() throws Exception {
        RawClient client = client();
        CompletableFuture<SocketChannel> wanted = wanted(up(client));
        Event.NeedStream question = client.next(Event.NeedStream.class);
        RawClient stream = attach(question.token());
        dev.culvert.ipc.Frames.read(stream.channel, Event.class);

        // the answer never comes: the tunnel is taken down meanwhile
        client.send(new Command.Down(5, "office"));
        client.next(Event.Done.class);
        // whether it came before the end or not, it is not left open
        wanted.handle((channel, failure) -> {
                    try {
                        if (channel != null) {
                            channel.close();
                        }
                        return channel;
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .get(10, TimeUnit.SECONDS);
        assertThat(said(stream.channel, 1)).isEmpty();
    }

    private static void assertCause(CompletableFuture<SocketChannel> wanted, FailureCause cause) {
        assertThatThrownBy(() -> wanted.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        TunnelException.class,
                        e -> assertThat(e.failure().cause()).isEqualTo(cause));
    }
}
