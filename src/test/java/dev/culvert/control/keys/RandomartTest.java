package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ssh.RealSshd;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomartTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa -b 521", "rsa -b 3072"})
    void isDrawnAsSshKeygenDoes(String type) throws Exception {
        Path key = Keygen.key(directory.resolve("key"), type);
        String[] lines = RealSshd.run("ssh-keygen", "-lvf", key + ".pub").split("\n", 2);
        SshKey ours = Keygen.publicKey(key);
        assertThat(Randomart.of(ours)).isEqualTo(lines[1]);
        assertThat(lines[0]).isEqualTo(ours.bits() + " " + ours.fingerprint() + " test (" + ours.shortName() + ")");
    }
}
