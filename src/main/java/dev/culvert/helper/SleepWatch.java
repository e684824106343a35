package dev.culvert.helper;

import java.util.function.LongSupplier;

/**
 * Tells whether the machine has slept: the clock on the wall goes on meanwhile, CLOCK_MONOTONIC stands still (clock_gettime(2)). A
 * clock that is put forward looks the same; one put back does not. Not thread-safe.
 */
final class SleepWatch {
    private static final long SLEPT_MILLIS = 5000;

    private final LongSupplier wallMillis;
    private final LongSupplier monotonicNanos;
    private long ahead;

    SleepWatch(LongSupplier wallMillis, LongSupplier monotonicNanos) {
        this.wallMillis = wallMillis;
        this.monotonicNanos = monotonicNanos;
        ahead = ahead();
    }

    /** Since it was asked last. */
    boolean hasSlept() {
        long before = ahead;
        ahead = ahead();
        return ahead - before > SLEPT_MILLIS;
    }

    private long ahead() {
        return wallMillis.getAsLong() - monotonicNanos.getAsLong() / 1_000_000;
    }
}
