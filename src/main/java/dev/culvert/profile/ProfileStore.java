package dev.culvert.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** Every profile there is, right or wrong, by name. One that cannot be read is an invalid profile under its file's name. */
    public List<StoredProfile> list() throws IOException {
        List<StoredProfile> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ProfileStore::isProfile)) {
            for (Path file : files) {
                try {
                    found.add(read(file));
                } catch (NoSuchFileException e) {
                    // removed since the directory was read
                } catch (IOException e) {
                    found.add(unreadable(file, e));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(Comparator.comparing(StoredProfile::name).thenComparing(StoredProfile::file));
        return found;
    }

    private static boolean isProfile(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) && !name.startsWith(".");
    }

    private static StoredProfile unreadable(Path file, IOException why) {
        ProfileProblem problem = switch (why) {
            case AccessDeniedException _ -> problem(ProfileProblem.Reason.NO_ACCESS, null);
            case StoreException _ -> problem(ProfileProblem.Reason.NOT_A_FILE, null);
            case FileSystemException named -> problem(ProfileProblem.Reason.NOT_READ, named.getReason());
            default -> problem(ProfileProblem.Reason.NOT_READ, why.getMessage());
        };
        return new StoredProfile(file, stem(file), "", new ProfileReading.Invalid(List.of(problem)), false);
    }

    private static ProfileProblem problem(ProfileProblem.Reason reason, @Nullable String value) {
        return new ProfileProblem("", new ProfileProblem.Place(1, 1), reason, value, List.of());
    }

    /** The profiles whose name is {@code name}: none, one, or several files that say the same of themselves. */
    public List<StoredProfile> named(String name) throws IOException {
        return list().stream().filter(profile -> profile.name().equals(name)).toList();
    }

    /**
     * Reads a profile's file, wherever it is. A file that is too long, or not UTF-8, is an invalid profile.
     *
     * @throws StoreException for what is no file: a pipe would never end
     */
    public static StoredProfile read(Path file) throws IOException {
        requireFile(file);
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(ProfileReader.MAX_BYTES + 1);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        ProfileReading reading = ProfileReader.read(bytes);
        String name = reading instanceof ProfileReading.Valid valid
                ? valid.profile().name()
                : ProfileReader.nameIn(text).orElse(stem(file));
        boolean isWhole =
                bytes.length <= ProfileReader.MAX_BYTES && Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
        return new StoredProfile(file, name, text, reading, isWhole);
    }

    /** What does not exist is no reason to complain here: opening it says so. */
    private static void requireFile(Path file) throws StoreException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new StoreException(file, StoreException.Why.NOT_A_FILE);
        }
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
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
     * @throws StoreException when somebody else has changed the file, or it never was a whole text
     */
    public void replace(StoredProfile before, String text) throws IOException {
        // a link to a file elsewhere stays a link
        Path file = before.file().toRealPath();
        if (!before.isWhole()) {
            throw new StoreException(file, StoreException.Why.NO_TEXT);
        }
        StoredProfile now = read(file);
        if (!now.isWhole() || !now.text().equals(before.text())) {
            throw new StoreException(file, StoreException.Why.CHANGED);
        }
        write(file, text, true);
    }

    /** Removes a profile's file. @throws StoreException for what is no file */
    public void remove(StoredProfile profile) throws IOException {
        requireFile(profile.file());
        Files.delete(profile.file());
    }

    /**
     * Copies a profile's file, byte for byte, as {@link #write} writes.
     *
     * @throws StoreException when {@code to} is that file
     */
    public static void export(StoredProfile profile, Path to, boolean mayReplace) throws IOException {
        if (Files.exists(to) && Files.isSameFile(profile.file(), to)) {
            throw new StoreException(to, StoreException.Why.ITSELF);
        }
        write(to, out -> export(profile, out), mayReplace);
    }

    /** Copies a profile's file, byte for byte. */
    public static void export(StoredProfile profile, OutputStream to) throws IOException {
        requireFile(profile.file());
        Files.copy(profile.file(), to);
    }

    /** Writes a profile anywhere, 0600, whole or not at all; {@code FileAlreadyExistsException} unless it may replace. */
    public static void write(Path file, String text, boolean mayReplace) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8), mayReplace);
    }

    /** Writes any file as a profile is written. */
    public static void write(Path file, byte[] bytes, boolean mayReplace) throws IOException {
        write(file, out -> out.write(bytes), mayReplace);
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static void write(Path file, Content content, boolean mayReplace) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new StoreException(file, StoreException.Why.NOT_A_FILE);
        }
        OwnerOnly.directories(parent);
        Path temporary = OwnerOnly.temporary(parent);
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                content.writeTo(Channels.newOutputStream(out));
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
            throw new StoreException(file, StoreException.Why.NOT_REPLACEABLE);
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

    private Path fileOf(String name) throws IOException {
        try {
            return directory.resolve(name + SUFFIX);
        } catch (InvalidPathException e) {
            throw new StoreException(name, StoreException.Why.NAME_NOT_WRITABLE);
        }
    }
}
