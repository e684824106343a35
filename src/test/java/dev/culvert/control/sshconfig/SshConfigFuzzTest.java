package dev.culvert.control.sshconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in the file: settings or {@link SshConfigException}, soon, and no command is run. */
class SshConfigFuzzTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long SEED = 20260307;
    private static final int ROUNDS = 1000;

    @TempDir
    Path home;

    Path file;
    SshConfig config;

    @BeforeEach
    void folder() throws Exception {
        Files.createDirectories(home.resolve(".ssh"));
        file = home.resolve(".ssh/config");
        UserEnvironment environment = new UserEnvironment(home, "ann", Map.of("A", "a"), home.resolve("etc"));
        config = SshConfig.of(environment).resolvingBy(name -> name.startsWith("a"));
    }

    /** Returns whether it was taken. */
    boolean survives(byte[] text) throws Exception {
        Files.write(file, text);
        try {
            SshSettings settings = config.resolve("a.example.org", null, OptionalInt.empty());
            assertThat(settings.port()).isBetween(1, 65535);
            assertThat(settings.connection().attempts()).isNotNegative();
            return true;
        } catch (SshConfigException e) {
            assertThat(e.failure().facts()).containsKey("problem");
            return false;
        }
    }

    @Test
    void mutatedConfigurations() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/sshconfig"))) {
            for (Path seed : files.filter(Files::isRegularFile).sorted().toList()) {
                seeds.add(Files.readString(seed)
                        .replace("@DIR@", home.resolve(".ssh").toString())
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        SplittableRandom random = new SplittableRandom(SEED);
        int[] taken = {0};
        Assertions.assertTimeoutPreemptively(SOON, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] text = seeds.get(random.nextInt(seeds.size())).clone();
                int changes = random.nextInt(1, 6);
                for (int i = 0; i < changes && text.length > 0; i++) {
                    text = mutated(text, seeds, random);
                }
                taken[0] += survives(text) ? 1 : 0;
            }
        });
        // neither all of them nonsense nor all of them untouched
        assertThat(taken[0]).isBetween(ROUNDS / 20, ROUNDS * 19 / 20);
    }

    private static byte[] mutated(byte[] text, List<byte[]> seeds, SplittableRandom random) {
        String special = "\n\t \"'\\=#!*?,%${}:[]@/~\0\f\r-+^0";
        int at = random.nextInt(text.length);
        return switch (random.nextInt(4)) {
            case 0 -> spliced(text, at, 1, new byte[] {(byte) special.charAt(random.nextInt(special.length()))}, 1);
            case 1 -> spliced(text, at, 1, new byte[] {(byte) random.nextInt(256)}, 1);
            case 2 -> spliced(text, at, random.nextInt(Math.min(30, text.length - at) + 1), text, 0);
            default -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                yield spliced(text, at, 0, other, Math.min(other.length, random.nextInt(60)));
            }
        };
    }

    /** {@code text} with the first {@code length} bytes of {@code other} in place of {@code cut} bytes. */
    private static byte[] spliced(byte[] text, int at, int cut, byte[] other, int length) {
        byte[] result = new byte[text.length - cut + length];
        System.arraycopy(text, 0, result, 0, at);
        System.arraycopy(other, 0, result, at, length);
        System.arraycopy(text, at + cut, result, at + length, text.length - at - cut);
        return result;
    }

    @Test
    void randomBytes() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Assertions.assertTimeoutPreemptively(SOON, () -> {
            for (int round = 0; round < 200; round++) {
                byte[] text = new byte[random.nextInt(2000)];
                random.nextBytes(text);
                survives(text);
            }
        });
    }

    @Test
    void giants() throws Exception {
        String much = "a".repeat(1 << 16);
        List<String> texts = List.of(
                much,
                "User " + much,
                "Host " + "*a".repeat(1 << 17),
                "Match host " + "*a*,".repeat(1 << 17) + "b",
                "Ciphers " + "a,".repeat(1 << 16) + "b",
                "ProxyJump " + "a,".repeat(1 << 16) + "b",
                "ConnectTimeout " + "1s".repeat(1 << 16),
                "ConnectTimeout " + "9".repeat(1 << 16),
                "LocalForward " + "[".repeat(1 << 16) + " " + ":".repeat(1 << 16),
                "User " + "\"\"".repeat(1 << 16),
                "IdentityFile " + "%%".repeat(1 << 16),
                "Include " + "*/".repeat(2000),
                "Port 1\n".repeat(1 << 17));
        Assertions.assertTimeoutPreemptively(SOON, () -> {
            for (String text : texts) {
                survives(text.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** Each level reads two files of the next: 2^16 files, were there no bound. */
    @Test
    void filesThatIncludeEachOtherTwice() throws Exception {
        for (int level = 0; level < 15; level++) {
            String next = "Include " + home.resolve("level" + (level + 1)) + "\n";
            Files.writeString(home.resolve("level" + level), next + next);
        }
        Files.writeString(home.resolve("level15"), "Port 1\n");
        Assertions.assertTimeoutPreemptively(
                SOON,
                () -> assertThat(
                                survives(("Include " + home.resolve("level0") + "\n").getBytes(StandardCharsets.UTF_8)))
                        .isFalse());
    }
}
