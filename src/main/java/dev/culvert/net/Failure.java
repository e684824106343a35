package dev.culvert.net;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A cause with its facts, in the order they were given: {@code server=10.0.0.1:22}, {@code user=ann}. Fact names are the
 * placeholders of the cause's message.
 */
public record Failure(FailureCause cause, Map<String, String> facts) {
    public Failure {
        facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
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
