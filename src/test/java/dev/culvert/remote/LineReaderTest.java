package dev.culvert.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void readsLinesAndTheLastWithoutItsEnd() throws IOException {
        LineReader lines = new LineReader(new StringReader("a\n\nb"));
        assertThat(lines.next()).isEqualTo("a");
        assertThat(lines.next()).isEmpty();
        assertThat(lines.next()).isEqualTo("b");
        assertThat(lines.next()).isNull();
    }

    @Test
    void cutsALongLineAndGoesOnWithTheNext() throws IOException {
        LineReader lines = new LineReader(new StringReader("x".repeat(100_000) + "\nnext\n"));
        assertThat(lines.next()).isEqualTo("x".repeat(LineReader.LINE));
        assertThat(lines.next()).isEqualTo("next");
    }

    @Test
    void cutsNoCharacterInHalf() throws IOException {
        String text = "x".repeat(LineReader.LINE - 1);
        assertThat(new LineReader(new StringReader(text + "\ud83d\ude80")).next())
                .isEqualTo(text);
    }

    @Test
    void aLineWithoutAnEndIsReadToTheBoundOnly() {
        Reader endless = new Reader() {
            private long given;

            @Override
            public int read(char[] to, int offset, int length) {
                given += length;
                assertThat(given).isLessThan(2L * LineReader.TOTAL);
                java.util.Arrays.fill(to, offset, offset + length, 'x');
                return length;
            }

            @Override
            public void close() {}
        };
        assertThatIOException().isThrownBy(() -> new LineReader(endless).next());
    }
}
