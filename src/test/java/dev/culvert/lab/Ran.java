package dev.culvert.lab;

import java.time.Duration;
import java.util.List;

/** A command that ran to its end. */
public record Ran(List<String> command, int status, String out, String err, Duration took) {
    public Ran {
        command = List.copyOf(command);
    }

    /** Fails the test with all that the command said unless it ended with 0. */
    public Ran ok() {
        return ended(0);
    }

    /** Fails the test with all that the command said unless it ended with {@code expected}. */
    public Ran ended(int expected) {
        if (status != expected) {
            throw new AssertionError("expected exit status " + expected + "\n" + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nended with " + status + " after " + took.toMillis() + " ms\nstdout:\n"
                + out + "\nstderr:\n" + err;
    }
}
