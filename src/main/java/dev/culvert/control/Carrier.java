package dev.culvert.control;

import dev.culvert.ipc.Frames;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process between a command of the user's and the helper: the command's standard input and output are a stream of the helper's. It is
 * its own process because the stream outlives whoever asked for it: {@code up} returns, and the tunnel stays. It ends, and ends the
 * command, with the stream.
 */
public final class Carrier {
    private static final Logger log = LoggerFactory.getLogger(Carrier.class);

    /** The stream is there and is carried. */
    public static final String TAKEN = "taken";

    /** Followed by the reason: nothing is carried. */
    public static final String FAILED = "failed ";

    /** Followed by its exit status: the command ended before the stream. Any line, or no reader, lets the stream end too. */
    public static final String ENDED = "ended ";

    /** For a command to heed that it shall end, and for whoever started this process to hear why it ended. */
    public static final Duration GRACE = Duration.ofSeconds(2);

    private static final int BUFFER = 64 << 10;

    private Carrier() {}

    /**
     * What it is told, on standard input: others could read arguments.
     *
     * @param directory of the helper's socket
     */
    public record Load(String directory, String token, String shell, String command) {}

    /** @param helper connected to it at a socket file */
    static LoginSide.Carrying at(SocketChannel helper) {
        return (token, shell, command) -> {
            Path file = helper.getRemoteAddress() instanceof UnixDomainSocketAddress address ? address.getPath() : null;
            Path directory = file == null ? null : file.getParent();
            if (directory == null) {
                throw new IOException("the helper is at no socket file");
            }
            return start(directory, token, shell, command);
        };
    }

    /**
     * Starts one. Its standard output has lines that begin with {@link #TAKEN}, {@link #FAILED}, {@link #ENDED}; its standard error has the
     * command's.
     *
     * @param directory of the helper's socket
     */
    public static Process start(Path directory, String token, String shell, String command) throws IOException {
        Process carrier = new ProcessBuilder(Program.ofThisProcess().carrierCommand()).start();
        boolean told = false;
        try {
            OutputStream in = carrier.getOutputStream();
            Frames.write(Channels.newChannel(in), Frames.encode(new Load(directory.toString(), token, shell, command)));
            in.flush();
            told = true;
            return carrier;
        } finally {
            if (!told) {
                carrier.destroy();
            }
        }
    }

    /** The process's own part; blocks until nothing is carried any more. */
    public static void run() throws IOException {
        Load load = Frames.read(Channels.newChannel(System.in), Load.class);
        if (load == null) {
            return;
        }
        Process command;
        try {
            command = new ProcessBuilder(load.shell(), "-c", "exec " + load.command()).start();
        } catch (IOException e) {
            say(FAILED, e.getMessage());
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(command), "end"));
        try (SocketChannel stream = HelperStream.attach(Path.of(load.directory()), load.token())) {
            say(TAKEN, "");
            carry(command, stream);
        } catch (IOException e) {
            say(FAILED, e.getMessage());
        }
    }

    private static void carry(Process command, SocketChannel stream) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("in").start(() -> feed(command, stream, over));
        Thread errors = Thread.ofPlatform().daemon().name("errors").start(() -> tell(command.getErrorStream()));
        Thread.ofPlatform().daemon().name("out").start(() -> {
            try (InputStream out = command.getInputStream()) {
                out.transferTo(Channels.newOutputStream(stream));
                if (!over.isDone()) {
                    ended(command, errors);
                }
            } catch (IOException e) {
                log.debug("from the command: {}", e.getMessage());
            } finally {
                over.complete(null);
            }
        });
        over.join();
    }

    private static void feed(Process command, SocketChannel stream, CompletableFuture<Void> over) {
        OutputStream in = command.getOutputStream();
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        try {
            while (stream.read(bytes.clear()) >= 0) {
                try {
                    in.write(bytes.array(), 0, bytes.position());
                    in.flush();
                } catch (IOException e) {
                    // it takes no more: what ends it is told by its output
                    log.debug("to the command: {}", e.getMessage());
                    return;
                }
            }
        } catch (IOException e) {
            log.debug("for the command: {}", e.getMessage());
        }
        over.complete(null);
    }

    /** Reads on where nobody listens any more, else the command could not write. */
    private static void tell(InputStream errors) {
        try {
            byte[] some = new byte[BUFFER];
            for (int count = errors.read(some); count >= 0; count = errors.read(some)) {
                write(new FileOutputStream(FileDescriptor.err), Arrays.copyOf(some, count));
            }
        } catch (IOException e) {
            log.debug("the command's errors: {}", e.getMessage());
        }
    }

    /** It said all it had to say. Who started this process hears that before the helper sees the stream end. */
    private static void ended(Process command, Thread errors) {
        try {
            if (command.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                errors.join(GRACE);
                say(ENDED, "" + command.exitValue());
                Thread heard = Thread.ofPlatform().daemon().name("heard").start(() -> {
                    try {
                        System.in.read();
                    } catch (IOException e) {
                        log.debug("nobody hears: {}", e.getMessage());
                    }
                });
                heard.join(GRACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String what, @Nullable String more) {
        String line = what + (more == null ? "" : more.lines().findFirst().orElse("")) + "\n";
        // not closed here, nor for the errors: the descriptors are the process's own
        write(new FileOutputStream(FileDescriptor.out), line.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(OutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            log.debug("nobody listens: {}", e.getMessage());
        }
    }

    /** As ssh does when its connection ends; one that does not heed that is killed. */
    private static void end(Process command) {
        command.descendants().forEach(ProcessHandle::destroy);
        command.destroy();
        try {
            if (!command.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                command.descendants().forEach(ProcessHandle::destroyForcibly);
                command.destroyForcibly();
            }
        } catch (InterruptedException e) {
            command.destroyForcibly();
        }
    }
}
