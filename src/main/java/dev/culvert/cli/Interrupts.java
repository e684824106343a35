package dev.culvert.cli;

import java.util.function.IntSupplier;

/** What is done when the process is told to end, by Ctrl-C or a signal, before it ends. */
public interface Interrupts {
    /**
     * Runs {@code action} in a thread of its own when the process is told to end, until the result is closed; the process ends
     * with the status that it answers. One at a time: the last one set counts.
     */
    Guard whenTold(IntSupplier action);

    /** Closing it leaves the next signal to the system's default. */
    interface Guard extends AutoCloseable {
        @Override
        void close();
    }
}
