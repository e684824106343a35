package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.control.Prompts.Question;
import dev.culvert.ssh.RealSshd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFileTest {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "ed25519, RFC4716",
        "ecdsa -b 256, RFC4716",
        "ecdsa -b 384, RFC4716",
        "ecdsa -b 521, RFC4716",
        "rsa -b 2048, RFC4716",
        "rsa -b 2048, PEM",
        "rsa -b 2048, PKCS8",
        "ecdsa -b 256, PEM",
        "ecdsa -b 384, PKCS8",
        "ecdsa -b 521, PEM",
    })
    void everyTypeAndFormatInClearAndEncrypted(String type, String format) throws Exception {
        for (String passphrase : new String[] {"", "secret words"}) {
            Path file =
                    Keygen.key(directory.resolve("key" + passphrase.length()), type, "-m", format, "-N", passphrase);
            KeyFile key = new KeyFile(file);
            SshKey expected = Keygen.publicKey(file);
            assertThat(key.publicKey()).contains(expected);
            assertThat(key.isEncrypted()).isEqualTo(!passphrase.isEmpty());
            assertThat(key.isReadableByOthers()).isFalse();
            signsAs(key.load(passphrase), expected);
            if (!passphrase.isEmpty()) {
                assertThatThrownBy(() -> key.load("wrong")).isInstanceOf(KeyFile.WrongPassphraseException.class);
            }
        }
    }

    @Test
    void ed25519AsPkcs8() throws Exception {
        Path file = directory.resolve("pem");
        RealSshd.run("openssl", "genpkey", "-algorithm", "ed25519", "-out", file.toString());
        KeyPair pair = new KeyFile(file).load(null);
        SshKey key = new KeyFile(file).publicKey().orElseThrow();
        assertThat(key.type()).isEqualTo("ssh-ed25519");
        signsAs(pair, key);
    }

    private static void signsAs(KeyPair pair, SshKey expected) throws Exception {
        assertThat(KeyFile.publicOf(pair)).isEqualTo(expected);
        String algorithm = expected.type().equals("ssh-rsa") ? "rsa-sha2-512" : expected.type();
        assertThat(Signatures.verifies(expected, Signatures.sign(pair, algorithm, DATA), DATA))
                .isTrue();
    }

    @Test
    void thePublicPartWithoutAPassphrase() throws Exception {
        Path openSsh = Keygen.key(directory.resolve("openssh"), "ed25519", "-N", "secret");
        SshKey expected = Keygen.publicKey(openSsh);
        Files.delete(Path.of(openSsh + ".pub"));
        assertThat(new KeyFile(openSsh).publicKey()).contains(expected);

        Path pem = Keygen.key(directory.resolve("pem"), "rsa -b 2048", "-m", "PEM");
        SshKey rsa = Keygen.publicKey(pem);
        Files.delete(Path.of(pem + ".pub"));
        assertThat(new KeyFile(pem).publicKey()).contains(rsa);

        Path locked = Keygen.key(directory.resolve("locked"), "rsa -b 2048", "-m", "PEM", "-N", "secret");
        Files.delete(Path.of(locked + ".pub"));
        assertThat(new KeyFile(locked).publicKey()).isEmpty();

        assertThat(new KeyFile(Keygen.key(directory.resolve("both"))).isPrivate())
                .isTrue();
        KeyFile publicOnly = new KeyFile(directory.resolve("both.pub"));
        assertThat(publicOnly.isPrivate()).isFalse();
        assertThat(publicOnly.publicKey()).contains(Keygen.publicKey(directory.resolve("both")));
    }

    @Test
    void opensOnceAndAsksAgainForAWrongPassphrase() throws Exception {
        Path file = Keygen.key(directory.resolve("key"), "ed25519", "-N", "secret");
        SshKey key = Keygen.publicKey(file);
        ScriptedPerson person = new ScriptedPerson(true, "wrong", "secret");
        PrivateKeyFile opened = new PrivateKeyFile(new KeyFile(file), person.person());
        assertThat(opened.unlock(key)).isPresent();
        assertThat(opened.unlock(key)).isPresent();
        assertThat(person.asked)
                .containsExactly(
                        new Question.Passphrase("office", file, false), new Question.Passphrase("office", file, true));

        // what it opened serves another process that has nobody to ask
        ScriptedPerson nobody = new ScriptedPerson(true);
        PrivateKeyFile handed = new PrivateKeyFile(new KeyFile(file), nobody.person());
        handed.unlockWith(
                java.util.List.of(org.bouncycastle.jce.provider.BouncyCastleProvider.getPrivateKey(
                        org.bouncycastle.asn1.pkcs.PrivateKeyInfo.getInstance(
                                opened.unlocked().orElseThrow()))),
                key);
        signsAs(handed.unlock(key).orElseThrow(), key);
        assertThat(nobody.asked).isEmpty();
    }

    @Test
    void threeWrongPassphrasesAreEnough() throws Exception {
        Path file = Keygen.key(directory.resolve("key"), "ed25519", "-N", "secret");
        ScriptedPerson person = new ScriptedPerson(true, "a", "b", "c", "secret");
        assertThat(new PrivateKeyFile(new KeyFile(file), person.person()).unlock(Keygen.publicKey(file)))
                .isEmpty();
        assertThat(person.asked).hasSize(3);
        assertThat(person.told).containsExactly("The key " + file + " is not used: no passphrase fitted.");
    }

    @Test
    void aKeyThatOthersCanReadIsNotUsed() throws Exception {
        Path file = Keygen.key(directory.resolve("key"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        ScriptedPerson person = new ScriptedPerson(true);
        assertThat(new PrivateKeyFile(new KeyFile(file), person.person()).unlock(Keygen.publicKey(file)))
                .isEmpty();
        assertThat(person.told).singleElement().asString().contains("chmod 600");
    }

    @Test
    void aForeignPublicPartIsNoticed() throws Exception {
        Path file = Keygen.key(directory.resolve("key"));
        Path other = Keygen.key(directory.resolve("other"));
        ScriptedPerson person = new ScriptedPerson(true);
        assertThat(new PrivateKeyFile(new KeyFile(file), person.person()).unlock(Keygen.publicKey(other)))
                .isEmpty();
        assertThat(person.told).singleElement().asString().contains("does not belong");
    }
}
