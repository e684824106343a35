package dev.culvert.remote;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of a server that may send anything: neither one line nor all of them together take more memory than is given here. */
final class LineReader {
    /** Characters; what a line has beyond them is left out. */
    static final int LINE = 4096;

    /** Characters in all. */
    static final int TOTAL = 4 << 20;

    private final Reader in;
    private final char[] buffer = new char[8192];
    private final StringBuilder line = new StringBuilder();
    private int position;
    private int limit;
    private int total;

    LineReader(Reader in) {
        this.in = in;
    }

    /**
     * The next line without its end; blocks.
     *
     * @return null where no more come
     * @throws IOException when the reader fails, or there was more than {@link #TOTAL}
     */
    @Nullable
    String next() throws IOException {
        line.setLength(0);
        boolean begun = false;
        while (position < limit || fill()) {
            begun = true;
            char c = buffer[position++];
            if (c == '\n') {
                return line();
            }
            if (line.length() < LINE) {
                line.append(c);
            }
        }
        return begun ? line() : null;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        total += limit;
        if (total > TOTAL) {
            throw new IOException("more than " + TOTAL + " characters");
        }
        return limit > 0;
    }

    private String line() {
        int end = line.length();
        // half a pair is no character, and has no UTF-8
        return line.substring(0, end > 0 && Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end);
    }
}
