package dev.culvert.control.keys;

import dev.culvert.ssh.RealSshd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys made by ssh-keygen. */
final class Keygen {
    private Keygen() {}

    /** @param type as {@code ed25519} or {@code ecdsa -b 384} */
    static Path key(Path file, String type, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of("-C", "test"));
        options.addAll(List.of(("-t " + type).split(" ", -1)));
        options.addAll(List.of(more));
        if (!options.contains("-N")) {
            options.addAll(List.of("-N", ""));
        }
        return RealSshd.keygen(file, options.toArray(String[]::new));
    }

    static Path key(Path file) throws Exception {
        return key(file, "ed25519");
    }

    /**
     * The same key in PuTTY's format, by puttygen.
     *
     * @param from in OpenSSH's format, in clear
     * @param version of the format, 2 or 3
     * @param passphrase empty for a file in clear
     */
    static Path putty(Path from, Path to, int version, String passphrase) throws Exception {
        Path secret = Files.writeString(to.resolveSibling(to.getFileName() + ".passphrase"), passphrase);
        RealSshd.run(
                "puttygen",
                from.toString(),
                "-O",
                "private",
                "-o",
                to.toString(),
                "-C",
                "test of it",
                "--ppk-param",
                "version=" + version + (version == 3 ? ",passes=1" : ""),
                "--new-passphrase",
                secret.toString());
        return to;
    }

    static String publicLine(Path file) throws Exception {
        return Files.readString(Path.of(file + ".pub")).strip();
    }

    static SshKey publicKey(Path file) throws Exception {
        return SshKey.parse(publicLine(file).split(" ", -1)[1]);
    }

    /** Signs {@code key}'s public part as a certificate, beside it. */
    static SshKey certify(Path authority, Path key, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-s", authority.toString(), "-I", "test"));
        command.addAll(List.of(options));
        command.add(key + ".pub");
        RealSshd.run(command.toArray(String[]::new));
        return SshKey.parse(Files.readString(Path.of(key + "-cert.pub")).split(" ", -1)[1]);
    }
}
