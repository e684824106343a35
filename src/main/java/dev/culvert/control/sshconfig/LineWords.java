package dev.culvert.control.sshconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A line of ssh_config taken apart in the two ways OpenSSH does it (misc.c, strdelim and argv_split). Not thread-safe. */
final class LineWords {
    private static final String WHITESPACE = " \t\r\n";

    /** Null once the last word was taken. */
    private @Nullable String rest;

    LineWords(String line) {
        rest = line;
    }

    /** The next word up to white space or one {@code =}; empty at the end, null after it or where a quote does not end. */
    @Nullable
    String next() {
        String text = rest;
        if (text == null) {
            return null;
        }
        int end = 0;
        while (end < text.length() && (WHITESPACE + "\"=").indexOf(text.charAt(end)) < 0) {
            end++;
        }
        if (end == text.length()) {
            rest = null;
            return text;
        }
        if (text.charAt(end) == '"') {
            int close = text.indexOf('"', end + 1);
            rest = close < 0 ? null : text.substring(afterSpace(text, close + 1));
            return close < 0 ? null : text.substring(0, end) + text.substring(end + 1, close);
        }
        int after = afterSpace(text, end + 1);
        if (text.charAt(end) != '=' && after < text.length() && text.charAt(after) == '=') {
            after = afterSpace(text, after + 1);
        }
        rest = text.substring(after);
        return text.substring(0, end);
    }

    /** What was not taken yet; empty at the end. */
    String rest() {
        return rest == null ? "" : rest;
    }

    void skipRest() {
        rest = null;
    }

    /** The rest as a command has it: as written, without what may stand between keyword and value. */
    String restAsWritten() {
        String text = rest();
        int start = 0;
        while (start < text.length() && (WHITESPACE + "=").indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        return text.substring(start);
    }

    private static int afterSpace(String text, int from) {
        int at = from;
        while (at < text.length() && WHITESPACE.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /** The words of {@code text} as a shell would see them, up to a comment; empty where a quote does not end. */
    static Optional<List<String>> split(String text) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char first = text.charAt(at);
            if (first == ' ' || first == '\t') {
                at++;
                continue;
            }
            if (first == '#') {
                break;
            }
            StringBuilder word = new StringBuilder();
            char quote = 0;
            for (; at < text.length(); at++) {
                char c = text.charAt(at);
                char following = at + 1 < text.length() ? text.charAt(at + 1) : 0;
                if (c == '\\' && isEscapable(following, quote)) {
                    word.append(following);
                    at++;
                } else if (quote == 0 && (c == ' ' || c == '\t')) {
                    break;
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (quote != 0 && c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            }
            if (quote != 0) {
                return Optional.empty();
            }
            words.add(word.toString());
        }
        return Optional.of(words);
    }

    private static boolean isEscapable(char c, char quote) {
        return c == '\'' || c == '"' || c == '\\' || (quote == 0 && c == ' ');
    }
}
