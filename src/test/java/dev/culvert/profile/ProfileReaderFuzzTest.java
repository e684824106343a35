package dev.culvert.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the text: a profile that survives being written, or problems with places inside the text; never an exception. */
class ProfileReaderFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\u",
            "\\ud800",
            "null",
            "true",
            "-1",
            "1e99",
            "0x1",
            "\u0000",
            "\n",
            "\"default\"",
            "\"dhcp\"",
            "{\"a\":",
            "[[[[[[[[",
            "\"10.0.0.1/8\"",
            "\"network\": {",
            "\ufeff",
            "😀");

    @Test
    void neverThrows() throws IOException {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        System.out.println("profile fuzz seed: -Dfuzz.seed=" + seed);
        Random random = new Random(seed);
        List<byte[]> seeds = new ArrayList<>();
        for (Path file :
                Stream.of("good", "bad", "beyond-schema").flatMap(Fixtures::in).toList()) {
            seeds.add(Files.readAllBytes(file));
        }
        int valid = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = round % 10 == 0 ? noise(random) : mutate(seeds.get(random.nextInt(seeds.size())), random);
            String text = new String(bytes, StandardCharsets.UTF_8);
            switch (ProfileReader.read(text)) {
                case ProfileReading.Valid(Profile profile, var notSupported) -> {
                    valid++;
                    assertThat(ProfileReader.read(ProfileWriter.write(profile)))
                            .as("seed %d round %d: %s", seed, round, text)
                            .isInstanceOfSatisfying(
                                    ProfileReading.Valid.class,
                                    again -> assertThat(again.profile()).isEqualTo(profile));
                }
                case ProfileReading.Invalid(List<ProfileProblem> problems) ->
                    assertThat(problems)
                            .as("seed %d round %d: %s", seed, round, text)
                            .isNotEmpty()
                            .allMatch(problem -> problem.place().line() >= 1
                                    && problem.place().line() <= text.lines().count() + 1
                                    && problem.place().column() >= 1);
            }
        }
        assertThat(valid).as("mutations that stay valid").isPositive();
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutate(byte[] from, Random random) {
        byte[] bytes = from;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length + 1);
            int to = Math.min(bytes.length, at + random.nextInt(12));
            bytes = switch (random.nextInt(4)) {
                case 0 -> join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
                case 1 ->
                    join(
                            Arrays.copyOf(bytes, at),
                            PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8),
                            Arrays.copyOfRange(bytes, at, bytes.length));
                case 2 ->
                    join(
                            Arrays.copyOf(bytes, at),
                            Arrays.copyOfRange(bytes, at, to),
                            Arrays.copyOfRange(bytes, at, bytes.length));
                default -> {
                    byte[] flipped = bytes.clone();
                    if (at < flipped.length) {
                        flipped[at] = (byte) random.nextInt(128);
                    }
                    yield flipped;
                }
            };
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }
}
