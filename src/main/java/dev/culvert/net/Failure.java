package dev.culvert.net;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A cause with its facts, in the order they were given: {@code server=10.0.0.1:22}, {@code user=ann}. Fact names are the
 * placeholders of the cause's message. A fact is often a server's word: a long one is cut, and ends with {@code …}.
 */
public record Failure(FailureCause cause, Map<String, String> facts) {
    /** Characters of one fact. */
    static final int FACT = 1024;

    /** Characters of the fact {@code commands}: Culvert's own words, to be run as they stand. */
    private static final int COMMANDS = 16 * FACT;

    public Failure {
        Map<String, String> cut = new LinkedHashMap<>();
        facts.forEach((name, value) -> cut.put(name, cut(value, name.equals("commands") ? COMMANDS : FACT)));
        facts = Collections.unmodifiableMap(cut);
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        // half a pair is no character, and has no UTF-8
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** {@code facts} alternate name and value. */
    public static Failure of(FailureCause cause, String... facts) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i + 1 < facts.length; i += 2) {
            map.put(facts[i], facts[i + 1]);
        }
        return new Failure(cause, map);
    }

    @Override
    public String toString() {
        return facts.isEmpty() ? cause.name() : cause.name() + " " + facts;
    }
}
