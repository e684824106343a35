package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CappedLogTest {
    @TempDir
    Path directory;

    @Test
    void theFileStaysBelowItsLimitAndEndsWithTheNewest() throws IOException {
        Path file = Files.writeString(directory.resolve("log"), "from before\n");
        try (PrintStream log = open(file, 1000, 300)) {
            for (int line = 0; line < 1000; line++) {
                log.print("line " + line + "\n");
                assertThat(Files.size(file)).isLessThanOrEqualTo(1000);
            }
        }

        String text = Files.readString(file);
        assertThat(text).endsWith("line 997\nline 998\nline 999\n").hasSizeGreaterThanOrEqualTo(300);
        int first = Integer.parseInt(text.split("\n", 3)[1].replaceFirst("line ", ""));
        assertThat(text).endsWith(lines(first, 1000));
    }

    @Test
    void belowItsLimitNothingIsLost() throws IOException {
        Path file = Files.writeString(directory.resolve("log"), "from before\n");
        try (PrintStream log = open(file, 1000, 300)) {
            log.print(lines(0, 50));
        }

        assertThat(Files.readString(file)).isEqualTo("from before\n" + lines(0, 50));
    }

    @Test
    void aPieceLongerThanWhatIsKeptIsCutAtItsFront() throws IOException {
        Path file = Files.createFile(directory.resolve("log"));
        try (PrintStream log = open(file, 1000, 300)) {
            log.print("x".repeat(5000) + "end");
        }

        assertThat(Files.readString(file)).isEqualTo("x".repeat(297) + "end");
    }

    private static PrintStream open(Path file, long limit, int keep) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        return new PrintStream(new CappedLog(channel, limit, keep), true, StandardCharsets.UTF_8);
    }

    private static String lines(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int line = from; line < to; line++) {
            text.append("line ").append(line).append('\n');
        }
        return text.toString();
    }
}
