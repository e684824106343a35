package dev.culvert.control.words;

/** Text from elsewhere, made safe to show: a terminal obeys control characters, and bidirectional ones make text lie. */
public final class Printable {
    private Printable() {}

    /** Each control character except line feed and tab becomes U+FFFD; carriage returns go. */
    public static String text(String from) {
        StringBuilder shown = new StringBuilder(from.length());
        from.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t' || !isControl(c)) {
                shown.appendCodePoint(c);
            } else if (c != '\r') {
                shown.append('\ufffd');
            }
        });
        return shown.toString();
    }

    /** As {@link #text}, on one line: what comes from elsewhere cannot pretend to be another line of this program's. */
    public static String line(String from) {
        return text(from).replaceAll("\\s*[\\n\\t\\u2028\\u2029]\\s*", " ");
    }

    private static boolean isControl(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
