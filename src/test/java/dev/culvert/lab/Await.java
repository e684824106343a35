package dev.culvert.lab;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a state by looking at it again and again; a test never waits for a time. */
public final class Await {
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private Await() {}

    /** Returns as soon as {@code state} is true; fails the test, naming {@code what}, when the time runs out. */
    public static void until(String what, Duration timeout, Supplier<Boolean> state) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!state.get()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("after " + timeout.toMillis() + " ms still not: " + what);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
