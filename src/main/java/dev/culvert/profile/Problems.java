package dev.culvert.profile;

import dev.culvert.profile.ProfileProblem.Place;
import dev.culvert.profile.ProfileProblem.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects problems while a profile is read. */
final class Problems {
    private static final int SHOWN_VALUE = 80;

    private final List<ProfileProblem> found = new ArrayList<>();

    void add(String pointer, Place place, Reason reason, @Nullable String value, String... allowed) {
        add(pointer, place, reason, value, List.of(allowed));
    }

    void add(String pointer, Place place, Reason reason, @Nullable String value, List<String> allowed) {
        found.add(new ProfileProblem(pointer, place, reason, value, allowed));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    boolean noneBelow(String... pointers) {
        return found.stream()
                .noneMatch(problem -> List.of(pointers).stream()
                        .anyMatch(above -> (problem.pointer() + "/").startsWith(above + "/")));
    }

    /** In the order of the text. */
    List<ProfileProblem> inOrder() {
        return found.stream()
                .sorted(Comparator.comparingInt((ProfileProblem p) -> p.place().line())
                        .thenComparingInt(p -> p.place().column()))
                .toList();
    }

    /** The JSON pointer (RFC 6901) of {@code key} below {@code pointer}. */
    static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    /** The start of {@code text} as {@link #json} has it. */
    static String quote(String text) {
        return json(shorten(text));
    }

    /** A JSON string (RFC 8259 §7) in which nothing is invisible: each control character is an escape. */
    static String json(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (Forms.isUnprintable(c)) {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    private static String shorten(String text) {
        if (text.length() <= SHOWN_VALUE) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(SHOWN_VALUE - 1)) ? SHOWN_VALUE - 1 : SHOWN_VALUE;
        return text.substring(0, end) + "…";
    }
}
