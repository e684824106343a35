package dev.culvert.helper;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.Frames;
import dev.culvert.ipc.HelperSocket;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.net.LoginTerms;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client byte by byte: says what it likes, and keeps every event it is sent. */
final class RawClient implements AutoCloseable {
    private static final Event END = new Event.Banner("", 0, "the end");

    final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private RawClient(Path directory) throws IOException {
        channel.connect(UnixDomainSocketAddress.of(HelperSocket.in(directory)));
    }

    /** Connects and says nothing, and reads nothing. */
    static RawClient silent(Path directory) throws IOException {
        return new RawClient(directory);
    }

    static RawClient reading(Path directory) throws IOException {
        RawClient client = new RawClient(directory);
        Thread.ofVirtual().start(client::read);
        return client;
    }

    /** Has shaken hands. */
    static RawClient greeted(Path directory) throws IOException, InterruptedException {
        RawClient client = reading(directory);
        client.send(new Command.Hello(Command.PROTOCOL, "test"));
        client.next(Event.Welcome.class);
        return client;
    }

    void send(Command command) throws IOException {
        Frames.write(channel, Frames.encode(command));
    }

    void sendBytes(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    void up(long request, String profile) throws IOException {
        send(new Command.Up(request, profile, offer()));
    }

    static LoginOffer offer() {
        return LoginOffer.direct(new LoginOffer.Hop("h", 22, "u", List.of(), List.of(), LoginTerms.DEFAULT, 0));
    }

    /** The next event of that type; others are passed over. */
    <T extends Event> T next(Class<T> type) throws InterruptedException {
        while (true) {
            Event event = events.poll(10, TimeUnit.SECONDS);
            if (event == null || event.equals(END)) {
                throw new AssertionError((event == null ? "no " : "ended before ") + type.getSimpleName());
            }
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    /** Waits until the helper has closed this connection. */
    void awaitEnd() throws InterruptedException {
        for (Event event = events.poll(10, TimeUnit.SECONDS);
                !END.equals(event);
                event = events.poll(10, TimeUnit.SECONDS)) {
            if (event == null) {
                throw new AssertionError("the connection stays open");
            }
        }
    }

    boolean hasMore() {
        return !events.isEmpty();
    }

    private void read() {
        try {
            for (Event event = Frames.read(channel, Event.class);
                    event != null;
                    event = Frames.read(channel, Event.class)) {
                events.add(event);
            }
        } catch (IOException e) {
            // A reset is an end too.
        }
        events.add(END);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
