package dev.culvert.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes files and directories that are their owner's alone, where the file system knows such a thing (POSIX). Methods block. */
public final class OwnerOnly {
    private OwnerOnly() {}

    /** Makes {@code directory}, 0700, and what is missing above it; one that is there stays as it is. */
    public static void directories(Path directory) throws IOException {
        Files.createDirectories(directory, permissions(directory, "rwx------"));
    }

    /** Makes a file, 0600, in {@code directory} under a name that is free and hidden. */
    static Path temporary(Path directory) throws IOException {
        return Files.createTempFile(directory, ".culvert-", ".tmp", permissions(directory, "rw-------"));
    }

    private static FileAttribute<?>[] permissions(Path near, String permissions) {
        return near.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
