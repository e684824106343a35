package dev.culvert.control.keys;

import java.util.List;
import java.util.Locale;

/** ssh's patterns: {@code *}, {@code ?}, lists, {@code !} in front to exclude (ssh_config(5), PATTERNS). */
final class HostPatterns {
    private HostPatterns() {}

    /** Whether some pattern matches and none that excludes does. Case counts for nothing. */
    static boolean matches(String name, List<String> patterns) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean found = false;
        for (String each : patterns) {
            String pattern = each.toLowerCase(Locale.ROOT);
            if (pattern.startsWith("!")) {
                if (matchesOne(lower, pattern.substring(1))) {
                    return false;
                }
            } else if (matchesOne(lower, pattern)) {
                found = true;
            }
        }
        return found;
    }

    /** Without exponential retries, however many stars: only the last star is ever taken back. */
    static boolean matchesOne(String name, String pattern) {
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
