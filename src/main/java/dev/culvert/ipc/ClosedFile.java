package dev.culvert.ipc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which kill switches are closed, for people who may not ask the kernel: the file {@code closed} in the helper's state directory,
 * {@code /var/lib/culvert/UID-NETNS}, written by the helper, which itself believes the kernel alone. Text, one a line:
 * {@code BOOT_ID MODE NAME}; of another boot it is void. No file means that none is closed.
 */
public final class ClosedFile {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String NAME = "closed";
    private static final int MOST_BYTES = 64 << 10;

    private final Path file;

    public ClosedFile(Path stateDirectory) {
        file = stateDirectory.resolve(NAME);
    }

    /**
     * Replaces it; everyone may read it and pass through its directory, whose other files are closed to others.
     *
     * @param closed names of profiles, with their modes
     */
    public void write(Map<String, String> closed) throws IOException {
        if (closed.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        String boot = Files.readString(BOOT_ID).strip();
        String text = closed.entrySet().stream()
                .map(each -> boot + " " + each.getValue() + " " + each.getKey() + "\n")
                .collect(Collectors.joining());
        Path fresh = file.resolveSibling(NAME + ".new");
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(file.toAbsolutePath().getParent(), PosixFilePermissions.fromString("rwx--x--x"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Those closed since this boot, as the tunnels that they were. */
    public List<TunnelStatus> read() throws IOException {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        String boot = Files.readString(BOOT_ID).strip();
        return text.lines()
                .map(line -> line.split(" ", 3))
                .filter(fields -> fields.length == 3 && fields[0].equals(boot))
                .map(fields -> TunnelStatus.leftClosed(fields[2], fields[1]))
                .toList();
    }
}
