package dev.culvert.control.sshconfig;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** ssh's patterns: {@code *}, {@code ?}, lists, {@code !} in front to exclude (ssh_config(5), PATTERNS). */
public final class Patterns {
    private Patterns() {}

    /** Whether some pattern matches and none that excludes does. Case counts for nothing. */
    public static boolean matchesAnyCase(String name, List<String> patterns) {
        return matches(
                name.toLowerCase(Locale.ROOT),
                patterns.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList());
    }

    /** The same for a list with commas, case counting. */
    static boolean matchesList(String name, String patterns) {
        return matches(name, Arrays.asList(patterns.split(",", -1)));
    }

    /** Whether some pattern matches and none that excludes does. Case counts. */
    static boolean matches(String name, List<String> patterns) {
        boolean found = false;
        for (String pattern : patterns) {
            if (pattern.startsWith("!")) {
                if (matchesOne(name, pattern.substring(1))) {
                    return false;
                }
            } else if (matchesOne(name, pattern)) {
                found = true;
            }
        }
        return found;
    }

    /** Without exponential retries, however many stars: only the last star is ever taken back. Case counts. */
    public static boolean matchesOne(String name, String pattern) {
        int n = 0;
        int p = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
