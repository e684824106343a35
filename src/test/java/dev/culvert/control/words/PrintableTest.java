package dev.culvert.control.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(strings = {"\u001b", "\u0085", "\u200e", "\u200f", "\u061c", "\u202e", "\u2066"})
    void whatATerminalWouldObeyIsReplaced(String control) {
        assertThat(Printable.text("a" + control + "b")).isEqualTo("a\ufffdb");
        assertThat(Printable.line("a" + control + "b")).isEqualTo("a\ufffdb");
    }

    @Test
    void aLineIsOne() {
        assertThat(Printable.line("Code:\r\n root's password\u2028now\tx: "))
                .isEqualTo("Code: root's password now x: ");
    }
}
