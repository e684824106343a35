package dev.culvert.cli;

import java.util.Locale;
import java.util.Set;

/** What counts as yes. */
final class Answers {
    private static final Set<String> YES = Set.of("y", "yes", "是");

    private static final Set<String> ONCE = Set.of("once", "本次");

    private Answers() {}

    static boolean isOnce(String answer) {
        return ONCE.contains(answer.strip().toLowerCase(Locale.ROOT));
    }

    static boolean isYes(String answer) {
        return YES.contains(answer.strip().toLowerCase(Locale.ROOT));
    }
}
