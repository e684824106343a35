package dev.culvert.control.keys;

import dev.culvert.profile.OwnerOnly;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One known_hosts file, written so that nothing of another writer is lost: processes of this program keep each other out by a lock,
 * which holds for the file that has the name at the moment; ssh and ssh-keygen know no lock, so what they append or put in place
 * while this writes is looked for and kept. Bytes other than the lines changed stay as they are. Thread-safe.
 */
final class KnownHostsFile {
    /** A file lock keeps other processes out, and throws at a second thread of this one. */
    private static final Object WRITING = new Object();

    /** Of what others may do on a file that others can read anyway (ssh-keygen.c, do_known_hosts). */
    private static final Set<PosixFilePermission> KEPT = PosixFilePermissions.fromString("rw-r--r--");

    private static final int ATTEMPTS = 20;

    /** For another program's lock, which its owner may never give back. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Path NOWHERE = Path.of("/dev/null");

    private final Path file;
    private final Duration patience;

    KnownHostsFile(Path file) {
        this(file, PATIENCE);
    }

    /** @param patience for another program's lock */
    KnownHostsFile(Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
    }

    /** Adds a line without its end at the end; the file is made with mode 0600, its folder with 0700. */
    void append(String line) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            OwnerOnly.directories(folder);
        }
        synchronized (WRITING) {
            if (Files.exists(file) && Files.isSameFile(file, NOWHERE)) {
                return; // where people send what they do not want kept
            }
            append(file, (line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void append(Path file, byte[] lines) throws IOException {
        refuseOther(file);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Object before = keyOf(file);
            // the reader closes first, and after the writing: a close of either ends the lock (fcntl(2))
            try (FileChannel channel = FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.CREATE),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                    FileChannel reader = FileChannel.open(file, StandardOpenOption.READ)) {
                lock(channel);
                if (before != null && !before.equals(keyOf(file))) {
                    continue;
                }
                boolean begun = !endsWithLine(reader);
                ByteBuffer bytes = ByteBuffer.allocate(lines.length + 1);
                if (begun) {
                    bytes.put((byte) '\n');
                }
                bytes.put(lines).flip();
                // one write to a file open for appending: it goes behind whatever ssh appends at the same moment
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
                return;
            }
        }
        throw new IOException(file + " is written by others all the time");
    }

    /** A pipe would block who opens it, and what is put in a device's place is no device any more. */
    private static void refuseOther(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(file + " is not a regular file");
        }
    }

    /** Held until the channel is closed. */
    private void lock(FileChannel channel) throws IOException {
        long begun = System.nanoTime();
        while (channel.tryLock() == null) {
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw new IOException(file + " is locked by another program");
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException(file.toString());
            }
        }
    }

    private static boolean endsWithLine(FileChannel reader) throws IOException {
        long length = reader.size();
        return length == 0 || read(reader, length - 1)[0] == '\n';
    }

    /** What tells one file from another of the same name; null where there is none. */
    private static @Nullable Object keyOf(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
                : null;
    }

    /**
     * Changes the lines at one stroke.
     *
     * @param change is given lines without their ends, as ISO 8859-1, and may be called several times
     * @return where the file is kept as it was; empty when nothing changed
     */
    Optional<Path> edit(UnaryOperator<List<String>> change) throws IOException {
        synchronized (WRITING) {
            Path real = file.toRealPath();
            refuseOther(real);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Object key = keyOf(real);
                try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    lock(channel);
                    if (!Objects.equals(key, keyOf(real))) {
                        continue;
                    }
                    byte[] before = read(channel, 0);
                    byte[] after = changed(before, change);
                    if (Arrays.equals(before, after)) {
                        return Optional.empty();
                    }
                    if (putInPlace(channel, real, key, before, after)) {
                        return Optional.of(copyOf(real));
                    }
                }
            }
        }
        throw new IOException(file + " is written by others all the time");
    }

    private static byte[] changed(byte[] before, UnaryOperator<List<String>> change) {
        String text = new String(before, StandardCharsets.ISO_8859_1);
        boolean ended = text.endsWith("\n");
        String body = ended ? text.substring(0, text.length() - 1) : text;
        List<String> lines = change.apply(text.isEmpty() ? List.of() : List.of(body.split("\n", -1)));
        String joined = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        return joined.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Path copyOf(Path real) {
        return real.resolveSibling(real.getFileName() + ".old");
    }

    /** @return false when somebody else wrote meanwhile, and all is to be done again */
    private boolean putInPlace(FileChannel old, Path real, @Nullable Object key, byte[] before, byte[] after)
            throws IOException {
        Path made = Files.createTempFile(
                real.toAbsolutePath().getParent(),
                ".culvert-",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Path copy = copyOf(real);
            Files.write(made, before);
            Files.move(made, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.createFile(made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel out = FileChannel.open(made, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(after);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            EnumSet<PosixFilePermission> permissions = EnumSet.copyOf(KEPT);
            permissions.retainAll(Files.getPosixFilePermissions(real));
            if (!permissions.isEmpty()) {
                Files.setPosixFilePermissions(made, permissions);
            }
            if (old.size() != before.length || !Objects.equals(key, keyOf(real))) {
                return false;
            }
            Files.move(made, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
        // whoever had opened the old file by then appended to what has no name any more
        byte[] late = read(old, before.length);
        if (late.length > 0) {
            append(real, late);
        }
        return true;
    }

    private static byte[] read(FileChannel channel, long from) throws IOException {
        // by this channel: closing another of the same file would end the lock
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Math.max(0, channel.size() - from)));
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // until all is read
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
