package dev.culvert.cli;

import java.util.Locale;
import java.util.Set;

/** What counts as yes. */
final class Answers {
    private static final Set<String> YES = Set.of("y", "yes", "是");

    private Answers() {}

    static boolean isYes(String answer) {
        return YES.contains(answer.strip().toLowerCase(Locale.ROOT));
    }
}
