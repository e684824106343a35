package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.Carrier;
import dev.culvert.control.LoginSide;
import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.Frames;
import dev.culvert.ipc.HelperSocket;
import dev.culvert.lab.Await;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A socket like the helper's, to which a command's carrier comes. */
final class StandInDoor {
    private StandInDoor() {}

    /** Asks for a stream as the helper does; the caller closes it. */
    static SocketChannel stream(Path parent, LoginSide side) throws TunnelException {
        Path directory = parent.resolve("helper");
        try {
            Files.createDirectories(directory);
            try (ServerSocketChannel listening = HelperSocket.listen(directory)) {
                CompletableFuture<SocketChannel> attached = CompletableFuture.supplyAsync(() -> attached(listening));
                Command.Answer answer = side.answer(
                        new Event.NeedStream(1, "test", "token"),
                        (token, shell, command) -> Carrier.start(directory, token, shell, command));
                if (answer.refusal() != null) {
                    throw new TunnelException(answer.refusal());
                }
                assertThat(answer.trusted()).isTrue();
                return attached.join();
            } finally {
                Files.delete(HelperSocket.in(directory));
            }
        } catch (TunnelException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SocketChannel attached(ServerSocketChannel listening) {
        try {
            SocketChannel stream = listening.accept();
            assertThat(Frames.read(stream, Command.class)).isEqualTo(new Command.Attach(Command.PROTOCOL, "token"));
            Frames.write(stream, Frames.encode(new Event.Done(0, null)));
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command whose number is the file's line at {@code index}, as soon as it is written. */
    static ProcessHandle running(Path pids, int index) {
        Await.until(
                "a command",
                Duration.ofSeconds(10),
                () -> Files.exists(pids) && lines(pids).size() > index);
        return ProcessHandle.of(Long.parseLong(lines(pids).get(index))).orElseThrow();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
