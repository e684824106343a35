package dev.culvert.control;

import dev.culvert.ipc.Frames;
import dev.culvert.ipc.HelperSocket;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the keeper of this user in this network namespace. What is handed over goes through a Unix socket in a directory
 * of this user alone, or, when no keeper runs yet, through the standard input of the one started.
 */
final class KeeperDoor {
    private static final Logger log = LoggerFactory.getLogger(KeeperDoor.class);

    private static final String LOG = "log";

    private final Program program;
    private final String place;

    /** @param place {@code UID-NETNS} */
    KeeperDoor(Program program, String place) {
        this.program = program;
        this.place = place;
    }

    /** Gives the keeper something to keep, and starts it when there is none; blocks until it has read it. */
    void handOver(Handover handover) throws TunnelException {
        ByteBuffer frame = Frames.encode(handover);
        try {
            Path directory = directory();
            try (SocketChannel keeper = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                keeper.connect(UnixDomainSocketAddress.of(HelperSocket.in(directory)));
                Frames.write(keeper, frame.duplicate());
                if (keeper.read(ByteBuffer.allocate(1)) == 1) {
                    return;
                }
            } catch (IOException e) {
                // None is there; or the one that is ends just now.
                log.debug("keeper: {}", e.getMessage());
            }
            start(directory, frame);
        } catch (IOException e) {
            throw new TunnelException(
                    Failure.of(FailureCause.HELPER_UNAVAILABLE, "reason", "keeper: " + e.getMessage()), e);
        }
    }

    private void start(Path directory, ByteBuffer frame) throws IOException {
        Path output = directory.resolve(LOG);
        Process keeper = new ProcessBuilder(program.keeperCommand())
                .directory(Path.of("/").toFile())
                .redirectOutput(output.toFile())
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = keeper.getOutputStream()) {
            Frames.write(Channels.newChannel(in), frame);
        }
    }

    /** For the keeper: listens, taking the place of a keeper that is gone. */
    Open open() throws IOException {
        Path directory = directory();
        Files.deleteIfExists(HelperSocket.in(directory));
        return new Open(directory, HelperSocket.listen(directory));
    }

    /** A directory of this user alone; made when it is not there. */
    private Path directory() throws IOException {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        Path parent = runtime == null || runtime.isEmpty()
                ? ownDirectory(Path.of("/tmp", "culvert-" + place.replaceFirst("-.*", "")))
                : ownDirectory(Path.of(runtime, "culvert"));
        return ownDirectory(parent.resolve("keeper-" + place));
    }

    private static Path ownDirectory(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        boolean isOurs = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(Path.of("/proc/self")))
                && PosixFilePermissions.toString(Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS))
                        .equals("rwx------");
        if (!isOurs) {
            throw new IOException(directory + " is not this user's alone");
        }
        return directory;
    }

    /** Takes over what is handed over. */
    interface Taker {
        void take(Handover handover) throws IOException;
    }

    /** The keeper's end. */
    static final class Open implements AutoCloseable {
        private final Path directory;
        private final ServerSocketChannel socket;

        private Open(Path directory, ServerSocketChannel socket) {
            this.directory = directory;
            this.socket = socket;
        }

        /** What the process that started the keeper gave it. */
        Handover first() throws IOException {
            return expect(Frames.read(Channels.newChannel(System.in), Handover.class));
        }

        /** Waits for the next, and says so to who brought it once it is taken; closing ends the wait with an exception. */
        void next(Taker taker) throws IOException {
            try (SocketChannel client = socket.accept()) {
                if (!HelperSocket.isServed(client, directory)) {
                    throw new IOException("another user at the keeper's door");
                }
                taker.take(expect(Frames.read(client, Handover.class)));
                Frames.write(client, ByteBuffer.wrap(new byte[] {1}));
            }
        }

        boolean isOpen() {
            return socket.isOpen();
        }

        private static Handover expect(@Nullable Handover handover) throws IOException {
            if (handover == null) {
                throw new IOException("nothing was handed over");
            }
            return handover;
        }

        /** Takes the directory away with the log in it: all went well. */
        void clear() throws IOException {
            close();
            Files.deleteIfExists(directory.resolve(LOG));
            Files.deleteIfExists(directory);
        }

        /** The socket goes; the log stays for whoever asks why. */
        @Override
        public void close() throws IOException {
            socket.close();
            Files.deleteIfExists(HelperSocket.in(directory));
        }
    }
}
