package dev.culvert.desktop.linux;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One window for a user and display, without a bus: who holds the lock is the one, and hears the others at a socket beside it. The
 * directory is the user's alone (0700), and each side asks the kernel who the other is.
 */
final class InstanceSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceSocket.class);

    private static final int MOST_FILES = 1000;
    private static final byte HEARD = 1;

    private final Path directory;
    private final String name;
    private @Nullable FileChannel lockFile;
    private @Nullable ServerSocketChannel server;

    private InstanceSocket(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    /** In $XDG_RUNTIME_DIR, else the cache directory; of this display. */
    static InstanceSocket of(Map<String, String> environment) {
        Path home = Path.of(Optional.ofNullable(environment.get("HOME")).orElse(System.getProperty("user.home", "/")));
        Path parent = Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                .or(() -> Optional.ofNullable(environment.get("XDG_CACHE_HOME")))
                .map(Path::of)
                .orElse(home.resolve(".cache"));
        String display = Optional.ofNullable(environment.get("WAYLAND_DISPLAY"))
                .or(() -> Optional.ofNullable(environment.get("DISPLAY")))
                .orElse("");
        return new InstanceSocket(parent.resolve("culvert"), "window" + display.replaceAll("[^A-Za-z0-9]", "-"));
    }

    /**
     * Blocks while the running one is asked, which answers at once unless it hangs.
     *
     * @return false: another has it, and was given {@code files}
     * @throws IOException when neither can be told
     */
    synchronized boolean claim(List<Path> files, Consumer<List<Path>> raise) throws IOException {
        makePrivate();
        if (!lock()) {
            handOver(files);
            return false;
        }
        Path file = directory.resolve(name + ".socket");
        Files.deleteIfExists(file);
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server = listening;
        listening.bind(UnixDomainSocketAddress.of(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Thread.ofPlatform().daemon().name("culvert-instance").start(() -> listen(listening, raise));
        return true;
    }

    @Override
    public synchronized void close() {
        try (FileChannel lock = lockFile;
                ServerSocketChannel listening = server) {
            if (listening != null) {
                Files.deleteIfExists(directory.resolve(name + ".socket"));
            }
            LOG.debug("closing {} and {}", lock, listening);
        } catch (IOException e) {
            LOG.debug("closing", e);
        }
    }

    private void makePrivate() throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (!Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(self())) {
            throw new IOException(directory + " belongs to somebody else");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    private boolean lock() throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                lockFile = channel;
                return true;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("held by this process", e);
        }
        channel.close();
        return false;
    }

    private void handOver(List<Path> files) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve(name + ".socket"));
        try (SocketChannel channel = SocketChannel.open(address)) {
            check(channel);
            DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
            out.writeInt(files.size());
            for (Path file : files) {
                out.writeUTF(file.toString());
            }
            out.flush();
            if (new DataInputStream(Channels.newInputStream(channel)).readByte() != HEARD) {
                throw new IOException("not understood");
            }
        }
    }

    private static void listen(ServerSocketChannel server, Consumer<List<Path>> raise) {
        try {
            while (true) {
                SocketChannel client = server.accept();
                // A thread each: one that says nothing keeps no other from being heard.
                Thread.ofVirtual().name("culvert-raise").start(() -> answer(client, raise));
            }
        } catch (IOException e) {
            LOG.debug("listens no more", e);
        }
    }

    private static void answer(SocketChannel client, Consumer<List<Path>> raise) {
        try (client) {
            check(client);
            DataInputStream in = new DataInputStream(Channels.newInputStream(client));
            int count = in.readInt();
            if (count < 0 || count > MOST_FILES) {
                throw new IOException(count + " files");
            }
            List<Path> files = new ArrayList<>();
            for (int at = 0; at < count; at++) {
                files.add(Path.of(in.readUTF()));
            }
            raise.accept(files);
            DataOutputStream out = new DataOutputStream(Channels.newOutputStream(client));
            out.writeByte(HEARD);
            out.flush();
        } catch (IOException | RuntimeException e) {
            LOG.info("another window's start could not be heard: {}", e.toString());
        }
    }

    private static void check(SocketChannel channel) throws IOException {
        UserPrincipal peer =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        if (!peer.equals(self())) {
            throw new IOException("the other side runs as " + peer.getName());
        }
    }

    private static UserPrincipal self() throws IOException {
        return Files.getOwner(Path.of("/proc/self"));
    }
}
