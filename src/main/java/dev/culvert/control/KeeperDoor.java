package dev.culvert.control;

import dev.culvert.ipc.Frames;
import dev.culvert.ipc.HelperSocket;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    private static final String LOCK = "lock";

    /** What the keeper says when it has what it was given. */
    private static final byte TAKEN = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final List<String> keeper;
    private final String place;
    private final Map<String, String> environment;
    private final Duration patience;

    /** @param place {@code UID-NETNS} */
    KeeperDoor(Program program, String place) {
        this(program.keeperCommand(), place, System.getenv(), PATIENCE);
    }

    /** @param patience longest wait for a keeper to take what it is given */
    KeeperDoor(List<String> keeper, String place, Map<String, String> environment, Duration patience) {
        this.keeper = keeper;
        this.place = place;
        this.environment = environment;
        this.patience = patience;
    }

    /**
     * Gives the keeper something to keep, and starts it when there is none; blocks until it has taken it. One process at a
     * time does so, else two would start a keeper each.
     *
     * @throws TunnelException HELPER_UNAVAILABLE when no keeper took it
     */
    void handOver(Handover handover) throws TunnelException {
        ByteBuffer frame = Frames.encode(handover);
        try {
            Path parent = parent();
            try (FileChannel file = FileChannel.open(
                            parent.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = lock(file)) {
                Path directory = ownDirectory(parent.resolve("keeper-" + place));
                if (!isTakenByTheOneThatRuns(directory, frame.duplicate())) {
                    start(directory, frame);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(Failure.of(FailureCause.CANCELLED), e);
        } catch (TimeoutException e) {
            throw unavailable("keeper-silent", e);
        } catch (IOException e) {
            throw e instanceof TunnelException named ? named : unavailable(String.valueOf(e.getMessage()), e);
        }
    }

    private static TunnelException unavailable(String reason, Exception cause) {
        return new TunnelException(Failure.of(FailureCause.HELPER_UNAVAILABLE, "reason", reason), cause);
    }

    /** As {@link FileChannel#lock()}, but no longer than {@link #patience}, and for the threads of one process too. */
    private FileLock lock(FileChannel file) throws IOException, InterruptedException, TimeoutException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                FileLock lock = file.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                log.debug("another thread is at the keeper's door");
            }
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException("the keeper's door is busy");
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private boolean isTakenByTheOneThatRuns(Path directory, ByteBuffer frame)
            throws IOException, InterruptedException, TimeoutException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            try {
                channel.connect(UnixDomainSocketAddress.of(HelperSocket.in(directory)));
                Frames.write(channel, frame);
            } catch (IOException e) {
                // None is there; or the one that is ends just now.
                log.debug("keeper: {}", e.getMessage());
                return false;
            }
            return isTaken(Channels.newInputStream(channel), channel);
        }
    }

    private void start(Path directory, ByteBuffer frame) throws IOException, InterruptedException, TimeoutException {
        Process process = new ProcessBuilder(keeper)
                .directory(Path.of("/").toFile())
                .redirectError(directory.resolve(LOG).toFile())
                .start();
        boolean isTaken = false;
        try (InputStream out = process.getInputStream()) {
            try (OutputStream in = process.getOutputStream()) {
                Frames.write(Channels.newChannel(in), frame);
            } catch (IOException e) {
                throw unavailable("keeper-ended", e);
            }
            isTaken = isTaken(out, process::destroyForcibly);
            if (!isTaken) {
                throw unavailable("keeper-ended", new IOException("see " + directory.resolve(LOG)));
            }
        } finally {
            if (!isTaken) {
                process.destroyForcibly();
            }
        }
    }

    /** Waits for the keeper's word; false when it ends without. {@code stop} ends the wait of the thread that reads. */
    private boolean isTaken(InputStream from, AutoCloseable stop)
            throws IOException, InterruptedException, TimeoutException {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("keeper-answer").start(() -> {
            try {
                int answer = from.read();
                while (answer != -1 && answer != TAKEN) {
                    answer = from.read();
                }
                taken.complete(answer == TAKEN);
            } catch (IOException e) {
                log.debug("keeper: {}", e.getMessage());
                taken.complete(false);
            }
        });
        try {
            return taken.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nothing completes it exceptionally
        } catch (InterruptedException | TimeoutException e) {
            try {
                stop.close();
            } catch (Exception failed) {
                e.addSuppressed(failed);
            }
            throw e;
        }
    }

    /** For the keeper: listens, taking the place of a keeper that is gone. Whoever started it holds the lock. */
    Open open() throws IOException {
        Path parent = parent();
        Path directory = ownDirectory(parent.resolve("keeper-" + place));
        Files.deleteIfExists(HelperSocket.in(directory));
        return new Open(directory, HelperSocket.listen(directory), parent.resolve(LOCK));
    }

    /** A directory of this user alone; made when it is not there. Nobody else can make one in these places before. */
    private Path parent() throws IOException {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtime.isEmpty()) {
            return ownDirectory(Path.of(runtime, "culvert"));
        }
        Path cache = Path.of(System.getProperty("user.home"), ".cache");
        Files.createDirectories(cache);
        return ownDirectory(cache.resolve("culvert"));
    }

    private static Path ownDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            log.debug("{} is there", directory);
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
        private final Path lock;
        private final @Nullable Object file;

        private Open(Path directory, ServerSocketChannel socket, Path lock) throws IOException {
            this.directory = directory;
            this.socket = socket;
            this.lock = lock;
            file = key(directory);
        }

        private static @Nullable Object key(Path directory) throws IOException {
            return Files.readAttributes(HelperSocket.in(directory), BasicFileAttributes.class)
                    .fileKey();
        }

        /** What the process that started the keeper gave it. */
        Handover first() throws IOException {
            return expect(Frames.read(Channels.newChannel(System.in), Handover.class));
        }

        /** Tells the process that started the keeper that it is taken. */
        void taken() throws IOException {
            // not closed here: the descriptor is the process's own
            new FileOutputStream(FileDescriptor.out).write(TAKEN);
        }

        /** Waits for the next, and says so to who brought it once it is taken; closing ends the wait with an exception. */
        void next(Taker taker) throws IOException {
            try (SocketChannel client = socket.accept()) {
                if (!HelperSocket.isServed(client, directory)) {
                    throw new IOException("another user at the keeper's door");
                }
                taker.take(expect(Frames.read(client, Handover.class)));
                Frames.write(client, ByteBuffer.wrap(new byte[] {TAKEN}));
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
            leave(true);
        }

        /** The socket goes; the log stays for whoever asks why. */
        @Override
        public void close() throws IOException {
            leave(false);
        }

        private void leave(boolean all) throws IOException {
            if (!socket.isOpen()) {
                return;
            }
            // before the wait for the lock: whoever has it may be waiting at this door, or for this process's word
            socket.close();
            new FileOutputStream(FileDescriptor.out).close();
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                if (isOurs()) {
                    Files.delete(HelperSocket.in(directory));
                    if (all) {
                        Files.deleteIfExists(directory.resolve(LOG));
                        Files.deleteIfExists(directory);
                    }
                }
            }
        }

        /** Not so once another keeper has taken this one's place. */
        private boolean isOurs() throws IOException {
            try {
                return Objects.equals(file, key(directory));
            } catch (NoSuchFileException e) {
                return false;
            }
        }
    }
}
