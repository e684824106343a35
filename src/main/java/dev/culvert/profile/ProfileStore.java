package dev.culvert.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The profiles of one directory, one JSON file each. Files are 0600, the directory 0700; a file is replaced as a whole or not at
 * all. Thread-safe; methods block on the file system.
 */
public final class ProfileStore {
    private static final String SUFFIX = ".json";

    private final Path directory;

    public ProfileStore(Path directory) {
        this.directory = directory;
    }

    public Path directory() {
        return directory;
    }

    /** Every profile there is, right or wrong, by name. */
    public List<StoredProfile> list() throws IOException {
        List<StoredProfile> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ProfileStore::isProfile)) {
            for (Path file : files) {
                try {
                    found.add(read(file));
                } catch (NoSuchFileException e) {
                    // removed since the directory was read
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        found.sort(Comparator.comparing(StoredProfile::name).thenComparing(StoredProfile::file));
        return found;
    }

    private static boolean isProfile(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) && !name.startsWith(".") && Files.isRegularFile(file);
    }

    /** The profiles whose name is {@code name}: none, one, or several files that say the same of themselves. */
    public List<StoredProfile> named(String name) throws IOException {
        return list().stream().filter(profile -> profile.name().equals(name)).toList();
    }

    /** Reads a profile's file, wherever it is. A file that is too long, or not UTF-8, is an invalid profile. */
    public static StoredProfile read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(ProfileReader.MAX_BYTES + 1);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        ProfileReading reading = ProfileReader.read(bytes);
        String stem = file.getFileName().toString();
        stem = stem.endsWith(SUFFIX) ? stem.substring(0, stem.length() - SUFFIX.length()) : stem;
        String name = reading instanceof ProfileReading.Valid valid
                ? valid.profile().name()
                : ProfileReader.nameIn(text).orElse(stem);
        return new StoredProfile(file, name, text, reading);
    }

    /**
     * Adds a profile.
     *
     * @param text as {@link ProfileReader} reads it without a problem, under {@code name}
     * @throws FileAlreadyExistsException when there is one of that name or a file in its place
     */
    public Path add(String name, String text) throws IOException {
        for (StoredProfile same : named(name)) {
            throw new FileAlreadyExistsException(same.file().toString());
        }
        Path file = fileOf(name);
        write(file, text, false);
        return file;
    }

    /**
     * Replaces what a file holds.
     *
     * @param before as it was read; when the file is no longer that, it stays as it is
     * @throws FileSystemException when somebody else has changed or removed the file
     */
    public void replace(StoredProfile before, String text) throws IOException {
        // a link to a file elsewhere stays a link
        Path file = before.file().toRealPath();
        if (!Files.readString(file).equals(before.text())) {
            throw new FileSystemException(file.toString(), null, "changed by another program meanwhile");
        }
        write(file, text, true);
    }

    public void remove(StoredProfile profile) throws IOException {
        Files.delete(profile.file());
    }

    /** Writes a profile anywhere, 0600, whole or not at all; {@code FileAlreadyExistsException} unless it may replace. */
    public static void write(Path file, String text, boolean mayReplace) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new FileSystemException(file.toString(), null, "is a directory");
        }
        Files.createDirectories(parent, ownerOnly(parent, "rwx------"));
        Path temporary = Files.createTempFile(parent, ".culvert-", ".tmp", ownerOnly(parent, "rw-------"));
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            if (mayReplace) {
                moveOver(temporary, file);
            } else {
                // a hard link fails where a file is, a rename does not
                linkOrMove(temporary, file);
            }
            sync(parent);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void moveOver(Path temporary, Path file) throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new FileSystemException(file.toString(), null, "this file system cannot replace a file at once");
        }
    }

    private static void linkOrMove(Path temporary, Path file) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (UnsupportedOperationException e) {
            Files.move(temporary, file);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException e) {
            // a file system without hard links, such as FAT
            Files.move(temporary, file);
        }
    }

    /** The new name is on the disk only when the directory is. */
    private static void sync(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path near, String permissions) {
        return near.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private Path fileOf(String name) throws IOException {
        try {
            return directory.resolve(name + SUFFIX);
        } catch (InvalidPathException e) {
            throw new FileSystemException(
                    name, null, "the locale's character set cannot write this name: use a UTF-8 locale");
        }
    }
}
