package dev.culvert.network;

import dev.culvert.net.IpPrefix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the kernel does not undo by itself when a tunnel's interface goes, written down before it is done, so that somebody
 * can undo it after this process died. One journal serves all tunnels of a helper; thread-safe.
 *
 * <p>The file is {@code journal} in the state directory: text, one entry a line, four fields with one space between:
 *
 * <pre>unreachable BOOT_ID PREFIX METRIC</pre>
 *
 * BOOT_ID is what {@code /proc/sys/kernel/random/boot_id} held: an entry of another boot is void. PREFIX is
 * {@code ADDRESS/LENGTH}, made of {@code 0-9 a-f . : /} alone; a colon in it means IPv6. METRIC is decimal digits. The undo of
 * an entry is {@code ip route del unreachable PREFIX metric METRIC}, and its failure means that it was undone, or never done.
 * A line of any other form is to be left alone. The file is replaced as a whole, by a rename within its directory, and synced
 * before a step is done: a reader sees all of one version. No file means no entries.
 */
public final class Journal {
    private static final String FILE = "journal";
    private static final String UNREACHABLE = "unreachable";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path file;
    private final String bootId;
    private final List<NetworkStep.UnreachableRoute> entries = new ArrayList<>();

    /** Opens the journal of a state directory that only this user may write; entries of other boots are dropped. */
    public static Journal open(Path stateDirectory) throws IOException {
        return open(stateDirectory, Files.readString(BOOT_ID).strip());
    }

    static Journal open(Path stateDirectory, String bootId) throws IOException {
        return new Journal(stateDirectory.resolve(FILE), bootId);
    }

    private Journal(Path file, String bootId) throws IOException {
        this.file = file;
        this.bootId = bootId;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                parse(line, bootId).ifPresent(entries::add);
            }
        }
    }

    private static Optional<NetworkStep.UnreachableRoute> parse(String line, String bootId) {
        String[] fields = line.split(" ", -1);
        if (fields.length != 4 || !fields[0].equals(UNREACHABLE) || !fields[1].equals(bootId)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new NetworkStep.UnreachableRoute(IpPrefix.parse(fields[2]), Integer.parseUnsignedInt(fields[3])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What is done, or may be, and not undone. */
    public synchronized List<NetworkStep.UnreachableRoute> entries() {
        return List.copyOf(entries);
    }

    /** Returns once the entries are on the disk. */
    synchronized void record(Collection<NetworkStep.UnreachableRoute> steps) throws IOException {
        if (!steps.isEmpty()) {
            entries.addAll(steps);
            write();
        }
    }

    /** Forgets entries that were undone. */
    synchronized void remove(Collection<NetworkStep.UnreachableRoute> steps) throws IOException {
        boolean changed = false;
        for (NetworkStep.UnreachableRoute step : steps) {
            changed |= entries.remove(step);
        }
        if (changed) {
            write();
        }
    }

    /** Drops the file's entries of other boots, which the reboot undid. */
    synchronized void dropVoid() throws IOException {
        if (Files.exists(file)) {
            write();
        }
    }

    private void write() throws IOException {
        if (entries.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        String text = entries.stream()
                .map(entry -> "%s %s %s %d\n".formatted(UNREACHABLE, bootId, entry.prefix(), entry.metric()))
                .collect(Collectors.joining());
        Path fresh = file.resolveSibling(FILE + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
