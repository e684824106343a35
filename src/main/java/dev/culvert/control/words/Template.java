package dev.culvert.control.words;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message with {@code {fact}} placeholders. A part in square brackets is left out when one of its facts is missing or blank;
 * a missing fact elsewhere is a question mark. Brackets do not nest.
 */
record Template(String text) {
    private static final Pattern PART = Pattern.compile("\\[([^\\[\\]]*)]");
    private static final Pattern FACT = Pattern.compile("\\{([a-zA-Z]+)}");
    private static final int LONGEST_FACT = 400;

    String render(Map<String, String> facts) {
        StringBuilder rendered = new StringBuilder();
        int done = 0;
        for (Matcher part = PART.matcher(text); part.find(); done = part.end()) {
            fill(rendered, text.substring(done, part.start()), facts);
            if (new Template(part.group(1)).facts().stream().allMatch(fact -> isThere(facts, fact))) {
                fill(rendered, part.group(1), facts);
            }
        }
        fill(rendered, text.substring(done), facts);
        return rendered.toString();
    }

    /** The names of its placeholders. */
    Set<String> facts() {
        Set<String> names = new LinkedHashSet<>();
        for (Matcher fact = FACT.matcher(text); fact.find(); ) {
            names.add(fact.group(1));
        }
        return names;
    }

    /** Those outside of brackets, which cannot be left out. */
    Set<String> requiredFacts() {
        return new Template(PART.matcher(text).replaceAll("")).facts();
    }

    private static boolean isThere(Map<String, String> facts, String name) {
        String value = facts.get(name);
        return value != null && !value.isBlank();
    }

    private static void fill(StringBuilder to, String text, Map<String, String> facts) {
        int done = 0;
        for (Matcher fact = FACT.matcher(text); fact.find(); done = fact.end()) {
            to.append(text, done, fact.start());
            String name = fact.group(1);
            to.append(isThere(facts, name) ? onOneLine(facts.getOrDefault(name, "")) : "?");
        }
        to.append(text, done, text.length());
    }

    /** Facts come from servers, too: no line breaks, and nothing that a terminal would obey. */
    private static String onOneLine(String fact) {
        String line = Printable.text(fact.strip().replaceAll("\\s*\\R\\s*", "; "));
        return line.length() > LONGEST_FACT ? line.substring(0, LONGEST_FACT) + "…" : line;
    }
}
