package dev.culvert.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.desktop.Tray.Icon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrayPictureTest {
    /** As icons/icon-tray-up-*.svg has it: on its own grid every straight edge is a pixel's. */
    @Test
    void drawsTheIconOnItsGrid() {
        assertThat(lines(Icon.ON, 0, 16)).isEqualTo("""
                ................
                .##############.
                .##############.
                ................
                ................
                ....++####++....
                ...+########+...
                ..+##++..++##+..
                .+##+......+##+.
                .+#+........+#+.
                .##+........+##.
                .##..........##.
                ................
                .##....##....##.
                .##....##....##.
                ................
                """);
    }

    @Test
    void tellsTheStatesApartByShape() {
        for (Icon one : Icon.values()) {
            for (Icon other : Icon.values()) {
                assertThat(lines(one, 0, 16).equals(lines(other, 0, 16)))
                        .as(one + " looks like " + other)
                        .isEqualTo(one == other);
            }
        }
        assertThat(lines(Icon.BUSY, 0, 16)).as("busy moves").isNotEqualTo(lines(Icon.BUSY, 1, 16));
    }

    /** Rounding to whole pixels must not push one half further than the other. */
    @ParameterizedTest
    @ValueSource(ints = {16, 20, 22, 24, 32, 48, 64})
    void isSymmetricalAtEverySize(int size) {
        for (Icon icon : new Icon[] {Icon.OFF, Icon.ON, Icon.FAILED}) {
            for (String line : lines(icon, 0, size).lines().toList()) {
                assertThat(new StringBuilder(line).reverse()).hasToString(line);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasOneColourForEachPanel(Icon icon) {
        for (int pixel : TrayPicture.argb(icon, 0, 22, true)) {
            assertThat(pixel & 0xFFFFFF).isEqualTo(0xFFFFFF);
        }
        for (int pixel : TrayPicture.argb(icon, 0, 22, false)) {
            assertThat(pixel & 0xFFFFFF).isEqualTo(0x17262A);
        }
    }

    /** '#' covered, '+' in part, '.' not. */
    private static String lines(Icon icon, int frame, int size) {
        int[] pixels = TrayPicture.argb(icon, frame, size, true);
        StringBuilder lines = new StringBuilder();
        for (int at = 0; at < pixels.length; at++) {
            int alpha = pixels[at] >>> 24;
            lines.append(alpha > 200 ? '#' : alpha > 20 ? '+' : '.');
            if (at % size == size - 1) {
                lines.append('\n');
            }
        }
        return lines.toString();
    }
}
