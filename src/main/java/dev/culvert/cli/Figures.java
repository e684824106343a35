package dev.culvert.cli;

import dev.culvert.control.words.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers and tables as people read them. */
final class Figures {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Figures() {}

    static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    /** {@code 812 B}, {@code 1.4 MiB}. */
    static String bytes(double bytes) {
        int unit = 0;
        double amount = bytes;
        while (amount >= 1024 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        return unit == 0 ? "%d B".formatted((long) amount) : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    /** {@code 35 ms}, {@code 1.4 s}, {@code 2:05}, {@code 3:01:09}. */
    static String duration(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        return age(duration);
    }

    /** {@code 0:35}, {@code 2:05}, {@code 3:01:09}. */
    static String age(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        return seconds < 3600
                ? "%d:%02d".formatted(seconds / 60, seconds % 60)
                : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
    }

    /** Columns side by side, two spaces between. The first row is the head. */
    static String table(List<List<String>> cells) {
        List<List<String>> rows = cells.stream()
                .map(row -> row.stream().map(Printable::line).toList())
                .toList();
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = width(row.get(i));
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).repeat(' ', widths.get(i) - width(row.get(i)) + 2);
            }
            table.append(table.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
        }
        return table.toString();
    }

    /** Followed by spaces up to so many cells. */
    static String padded(String text, int cells) {
        return text + " ".repeat(Math.max(0, cells - width(text)));
    }

    /** Cells of a terminal: Chinese, Japanese and Korean characters take two. */
    static int width(String text) {
        return text.codePoints().map(c -> isWide(c) ? 2 : 1).sum();
    }

    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0x1f300 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd);
    }
}
