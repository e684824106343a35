package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.SshServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The helper of a tunnel that a key with a passphrase logged in to: neither the key nor the passphrase is in its memory, in a file that
 * it maps or has open, nor a password that the user's side had at hand. What it has to know is found the same way.
 */
@Tag("lab")
class HelperSecretsTest {
    private static final String PASSPHRASE = "planted passphrase 7cd1";
    private static final String PASSWORD = "planted password 93ab";
    private static final String NAME = "planted-name-51fe";
    private static final int ED25519 = 32;

    @Test
    void neitherKeyNorPassphraseNorPasswordReachesTheHelper() throws Exception {
        try (Lab lab = Lab.start()) {
            SshServer sshd = lab.sshd();
            Path key = lab.home().resolve(".ssh/planted");
            lab.client()
                    .run("ssh-keygen", "-q", "-t", "ed25519", "-C", "planted", "-N", "", "-f", key.toString())
                    .ok();
            List<String> clear = Files.readAllLines(key);
            byte[] publicKey = publicKey(Path.of(key + ".pub"));
            byte[] seed = seed(clear, publicKey);
            Files.writeString(lab.authorizedKeys(), Files.readString(Path.of(key + ".pub")));
            lab.client()
                    .run("ssh-keygen", "-q", "-p", "-P", "", "-N", PASSPHRASE, "-f", key.toString())
                    .ok();
            Path askpass = Files.writeString(lab.home().resolve("askpass"), "#!/bin/sh\necho '" + PASSPHRASE + "'\n");
            Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));
            Path password = Files.writeString(lab.home().resolve("password"), PASSWORD + "\n");
            String profile = lab.profile(NAME, sshd)
                    .with("/auth/methods", "[\"key\", \"password\"]")
                    .with("/auth/keys", "[\"" + key + "\"]")
                    .stored();

            lab.culvert()
                    .with("SSH_ASKPASS", askpass.toString())
                    .with("SSH_ASKPASS_REQUIRE", "force")
                    .with("CULVERT_PASSWORD_FILE", password.toString())
                    .run("up", profile)
                    .ok();

            ProcessSearch search = new ProcessSearch()
                    .bytes("public key", publicKey)
                    .text("name", NAME)
                    .bytes("private key", seed)
                    .text("passphrase", PASSPHRASE)
                    .text("password", PASSWORD);
            // of the files, the lines behind those that the public key is in
            lines(search, "clear key file", clear);
            lines(search, "encrypted key file", Files.readAllLines(key));
            assertThat(Processes.helpers(lab)).hasSize(1);
            assertThat(search.in(Processes.helpers(lab).getFirst())).containsExactlyInAnyOrder("public key", "name");
            // whoever asked for the passphrase has what the helper has not: the search can find it
            assertThat(Processes.keepers(lab)).hasSize(1);
            assertThat(search.in(Processes.keepers(lab).getFirst())).contains("private key");
            lab.culvert("down", NAME).ok();
        }
    }

    private static void lines(ProcessSearch search, String name, List<String> file) {
        for (int i = 3; i < file.size() - 2; i++) {
            search.text(name + ", line " + i, file.get(i));
        }
    }

    private static byte[] publicKey(Path file) throws IOException {
        byte[] blob = Base64.getDecoder().decode(Files.readString(file).split(" ", -1)[1]);
        return Arrays.copyOfRange(blob, blob.length - ED25519, blob.length);
    }

    /** PROTOCOL.key: the private half is the seed with the public key behind it, the last time it is there. */
    private static byte[] seed(List<String> clear, byte[] publicKey) {
        byte[] file = Base64.getDecoder().decode(String.join("", clear.subList(1, clear.size() - 1)));
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf(new String(publicKey, StandardCharsets.ISO_8859_1));
        return Arrays.copyOfRange(file, end - ED25519, end);
    }
}
