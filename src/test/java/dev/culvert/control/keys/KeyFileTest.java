package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.control.Prompts.Question;
import dev.culvert.ssh.RealSshd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** What openssl writes and ssh-keygen does not: Ed25519 as PKCS#8, and every way to lock one. */
    @ParameterizedTest
    @CsvSource({
        "ed25519, ''",
        "ed25519, -scrypt",
        "ed25519, -v2 aes-256-cbc",
        "ed25519, -v2 aes-128-cbc -v2prf hmacWithSHA512",
        "ec -pkeyopt ec_paramgen_curve:P-384, -scrypt",
        "rsa -pkeyopt rsa_keygen_bits:2048, -scrypt",
    })
    void pkcs8OfOpenssl(String algorithm, String lock) throws Exception {
        Path clear = directory.resolve("clear");
        RealSshd.run(words("openssl genpkey -out " + clear + " -algorithm " + algorithm));
        LoadedKey key = new KeyFile(clear).load(null);
        SshKey expected = new KeyFile(clear).publicKey().orElseThrow();
        signsAs(key, expected);
        if (!lock.isEmpty()) {
            Path locked = directory.resolve("locked");
            RealSshd.run(
                    words("openssl pkcs8 -topk8 -passout pass:secret -in " + clear + " -out " + locked + " " + lock));
            assertThat(new KeyFile(locked).publicKey()).isEmpty();
            signsAs(new KeyFile(locked).load("secret"), expected);
            assertThatThrownBy(() -> new KeyFile(locked).load("wrong"))
                    .isInstanceOf(KeyFile.WrongPassphraseException.class);
        }
    }

    private static String[] words(String command) {
        return command.split(" ", -1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"})
    void puttysFormatOfEitherVersionInClearAndEncrypted(String type) throws Exception {
        Path openSsh = Keygen.key(directory.resolve("key"), type);
        SshKey expected = Keygen.publicKey(openSsh);
        for (int version : new int[] {2, 3}) {
            for (String passphrase : new String[] {"", "geheime W\u00f6rter"}) {
                KeyFile key = new KeyFile(
                        Keygen.putty(openSsh, directory.resolve(version + passphrase + ".ppk"), version, passphrase));
                assertThat(key.isPrivate()).isTrue();
                assertThat(key.publicKey()).contains(expected);
                assertThat(key.isEncrypted()).isEqualTo(!passphrase.isEmpty());
                signsAs(key.load(passphrase), expected);
                if (!passphrase.isEmpty()) {
                    assertThatThrownBy(() -> key.load("wrong")).isInstanceOf(KeyFile.WrongPassphraseException.class);
                }
            }
        }
    }

    /** The MAC is over all that the file says, so that nobody can give a key another name. */
    @Test
    void aPuttyFileThatWasChangedIsNotRead() throws Exception {
        Path file = Keygen.putty(Keygen.key(directory.resolve("key")), directory.resolve("key.ppk"), 3, "");
        Files.writeString(file, Files.readString(file).replace("Comment: test of it", "Comment: text of it"));
        assertThatThrownBy(() -> new KeyFile(file).load(null)).hasMessageContaining("MAC");
        Files.writeString(file, "PuTTY-User-Key-File-1: ssh-rsa\nEncryption: none\n");
        assertThatThrownBy(() -> new KeyFile(file).load(null)).isInstanceOf(SshReader.MalformedException.class);
    }

    /** Whoever made the file must not have this program stop at an exception, or compute for years. */
    @ParameterizedTest
    @CsvSource({
        "Passes, 0",
        "Passes, 4000000000",
        "Passes, 2000000000",
        "Parallelism, 0",
        "Parallelism, 17",
        "Memory, 0",
        "Memory, 7",
        "Memory, 262145",
        "Memory, 4294967295",
    })
    void aPuttyFileWhosePassphraseCannotBeTried(String parameter, String value) throws Exception {
        Path file = Keygen.putty(Keygen.key(directory.resolve("key")), directory.resolve("key.ppk"), 3, "secret");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst("Argon2-" + parameter + ": [0-9]+", "Argon2-" + parameter + ": " + value));
        assertThatThrownBy(() -> new KeyFile(file).load("secret"))
                .isInstanceOf(SshReader.MalformedException.class)
                .hasMessageContaining("Argon2-");
    }

    private static void signsAs(LoadedKey key, SshKey expected) throws Exception {
        assertThat(key.key()).isEqualTo(expected);
        String algorithm = expected.type().equals("ssh-rsa") ? "rsa-sha2-512" : expected.type();
        assertThat(Signatures.verifies(expected, Signatures.sign(key.secret(), algorithm, DATA), DATA))
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
        handed.unlockWith(LoadedKey.of(opened.unlocked().orElseThrow().pkcs8()));
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
