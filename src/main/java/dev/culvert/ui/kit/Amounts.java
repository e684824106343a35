package dev.culvert.ui.kit;

import java.time.Duration;
import java.util.Locale;

/** Amounts as the window writes them: three figures, decimal units. What is not known is a dash. */
public final class Amounts {
    public static final String NONE = "–";

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Amounts() {}

    /** A figure and its unit, apart, because they are set in two sizes. */
    public record Amount(String figure, String unit) {
        @Override
        public String toString() {
            return unit.isEmpty() ? figure : figure + " " + unit;
        }
    }

    /** {@code 12.4} and {@code MB}; NaN is not known. */
    public static Amount bytes(double bytes) {
        if (Double.isNaN(bytes)) {
            return new Amount(NONE, "");
        }
        double amount = bytes;
        int unit = 0;
        // 999.5 would be written 1000
        while (amount >= 999.5 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        return new Amount(unit == 0 ? Long.toString(Math.round(amount)) : figure(amount), UNITS[unit]);
    }

    /** {@code 12.4 MB/s}. */
    public static Amount rate(double bytesPerSecond) {
        Amount amount = bytes(bytesPerSecond);
        return amount.unit().isEmpty() ? amount : new Amount(amount.figure(), amount.unit() + "/s");
    }

    /** Milliseconds; {@code 0.18}, {@code 1.3}, {@code 18}. */
    public static String millis(double millis) {
        return Double.isNaN(millis)
                ? NONE
                : String.format(Locale.ROOT, millis < 1 ? "%.2f" : millis < 9.95 ? "%.1f" : "%.0f", millis);
    }

    private static String figure(double amount) {
        return String.format(Locale.ROOT, amount < 9.995 ? "%.2f" : amount < 99.95 ? "%.1f" : "%.0f", amount);
    }

    /** {@code 12 s}, {@code 4 min 12 s}, {@code 2 h 14 min}, {@code 3 d 2 h}. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds < 86_400
                ? seconds / 3600 + " h " + seconds / 60 % 60 + " min"
                : seconds / 86_400 + " d " + seconds / 3600 % 24 + " h";
    }

    /** {@code 0.64 s}: how long a step took. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
    }
}
