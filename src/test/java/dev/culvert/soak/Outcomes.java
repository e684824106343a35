package dev.culvert.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came of the faults, as a table. */
final class Outcomes {
    private final Map<String, List<Outcome>> byFault = new LinkedHashMap<>();

    /**
     * One fault's end.
     *
     * @param recovered whether the tunnel, or this machine, came back to what it was
     * @param seconds from the moment that it could until it did
     * @param lost echo requests that were not answered; -1 where none were sent
     * @param leftBehind what was there afterwards that was not before; empty for nothing
     */
    record Outcome(boolean recovered, double seconds, int lost, String leftBehind) {
        boolean isWell() {
            return recovered && leftBehind.isEmpty();
        }
    }

    void add(String fault, Outcome outcome) {
        byFault.computeIfAbsent(fault, _ -> new ArrayList<>()).add(outcome);
    }

    boolean areWell() {
        return !byFault.isEmpty()
                && byFault.values().stream().flatMap(List::stream).allMatch(Outcome::isWell);
    }

    String table() {
        StringBuilder table = new StringBuilder();
        table.append("%-36s %6s %10s %10s %10s %14s  %s%n"
                .formatted("fault", "times", "recovered", "median s", "worst s", "packets lost", "left behind"));
        byFault.forEach((fault, outcomes) -> {
            List<Double> seconds =
                    outcomes.stream().map(Outcome::seconds).sorted().toList();
            List<Integer> lost = outcomes.stream()
                    .map(Outcome::lost)
                    .filter(n -> n >= 0)
                    .sorted()
                    .toList();
            long left = outcomes.stream().filter(o -> !o.leftBehind().isEmpty()).count();
            table.append(String.format(
                    Locale.ROOT,
                    "%-36s %6d %10d %10.1f %10.1f %14s  %s%n",
                    fault,
                    outcomes.size(),
                    outcomes.stream().filter(Outcome::recovered).count(),
                    seconds.get(seconds.size() / 2),
                    Collections.max(seconds),
                    lost.isEmpty() ? "-" : lost.get(lost.size() / 2).toString(),
                    left == 0 ? "nothing" : left + " times"));
        });
        return table.toString();
    }
}
