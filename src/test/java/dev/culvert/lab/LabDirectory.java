package dev.culvert.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The lab's files: keys, users of the server, a home for the client. Everything but the keys is readable by all, so that other
 * users can take part.
 */
final class LabDirectory {
    /** crypt(5), SHA-512, of {@link Lab#PASSWORD}. */
    private static final String PASSWORD_HASH =
            "$6$culvertlab$e6gS2/Iw/FhoXaxBY68tikizOczkwKuyju1IYd1/02yWcwOb1B5lVOlPDY/jJJvKboyh8tywvC/uTHVsBDTmL/";

    private final Path root;

    LabDirectory(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    Path home() {
        return root.resolve("home");
    }

    void prepare() {
        try {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
            for (String directory : List.of("out", "home/.ssh", "home/config/profiles", "ann", "sue", "sudoers.d")) {
                Files.createDirectories(root.resolve(directory));
            }
            Files.setPosixFilePermissions(home().resolve(".ssh"), PosixFilePermissions.fromString("rwx------"));
            Files.writeString(home().resolve(".ssh/known_hosts"), "");
            keygen(home().resolve(".ssh/id_ed25519"));
            Files.copy(home().resolve(".ssh/id_ed25519.pub"), root.resolve("authorized_keys"));
            Files.writeString(
                    root.resolve("passwd"),
                    Files.readString(Path.of("/etc/passwd"))
                            + "ann:x:54001:54001:no privilege:" + root.resolve("ann") + ":/bin/sh\n"
                            + "sue:x:54002:54002:root by sudo:" + root.resolve("sue") + ":/bin/sh\n");
            String others = String.join(
                    "\n",
                    Files.readAllLines(Path.of("/etc/shadow")).stream()
                            .filter(line -> !line.startsWith("root:"))
                            .toList());
            Files.writeString(
                    root.resolve("shadow"),
                    others + "\nroot:" + PASSWORD_HASH + ":20000:0:99999:7:::\nann:" + PASSWORD_HASH
                            + ":20000:0:99999:7:::\nsue:" + PASSWORD_HASH + ":20000:0:99999:7:::\n");
            Files.setPosixFilePermissions(root.resolve("shadow"), PosixFilePermissions.fromString("rw-------"));
            Files.writeString(root.resolve("sudoers.d/lab"), "sue ALL=(ALL) NOPASSWD: ALL\n");
            Files.setPosixFilePermissions(root.resolve("sudoers.d/lab"), PosixFilePermissions.fromString("r--r-----"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes an Ed25519 key without a passphrase, and {@code .pub} beside it. */
    static void keygen(Path file) throws IOException {
        try {
            int status = new ProcessBuilder(
                            "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", file.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException("ssh-keygen ended with " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
