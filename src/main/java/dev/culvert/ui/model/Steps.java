package dev.culvert.ui.model;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How one attempt to connect went: which step began when, and how it ended. */
public final class Steps {
    private final LongSupplier nanos;
    private final Map<Step, Long> begun = new EnumMap<>(Step.class);
    private final Map<Step, Long> ended = new EnumMap<>(Step.class);
    private @Nullable Step current;
    private @Nullable Step failed;

    /** How a step stands. */
    public enum Standing {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        SKIPPED
    }

    Steps(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void begin(Step step) {
        if (step == current) {
            return;
        }
        end();
        current = step;
        failed = null;
        begun.put(step, nanos.getAsLong());
    }

    private void end() {
        Step last = current;
        if (last != null) {
            ended.put(last, nanos.getAsLong());
        }
        current = null;
    }

    void succeed() {
        end();
    }

    void fail() {
        failed = current;
        end();
    }

    void clear() {
        begun.clear();
        ended.clear();
        current = null;
        failed = null;
    }

    public boolean isEmpty() {
        return begun.isEmpty();
    }

    public @Nullable Step current() {
        return current;
    }

    /** Where connecting stopped; null when it did not fail. */
    public @Nullable Step failed() {
        return failed;
    }

    public Standing standing(Step step) {
        if (step == failed) {
            return Standing.FAILED;
        }
        if (step == current) {
            return Standing.RUNNING;
        }
        if (begun.containsKey(step)) {
            return Standing.DONE;
        }
        boolean later = begun.keySet().stream().anyMatch(each -> each.compareTo(step) > 0);
        return later ? Standing.SKIPPED : Standing.WAITING;
    }

    /** From the first step's start to this one's. */
    public Duration start(Step step) {
        return Duration.ofNanos(begun.getOrDefault(step, first()) - first());
    }

    public Duration length(Step step) {
        Long from = begun.get(step);
        return from == null ? Duration.ZERO : Duration.ofNanos(ended.getOrDefault(step, nanos.getAsLong()) - from);
    }

    /** So far, or from first to last. */
    public Duration total() {
        if (begun.isEmpty()) {
            return Duration.ZERO;
        }
        long last = current != null
                ? nanos.getAsLong()
                : ended.values().stream().mapToLong(Long::longValue).max().orElse(first());
        return Duration.ofNanos(last - first());
    }

    private long first() {
        return begun.values().stream().mapToLong(Long::longValue).min().orElse(0);
    }
}
