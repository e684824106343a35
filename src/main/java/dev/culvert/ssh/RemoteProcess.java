package dev.culvert.ssh;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;

/** A command running on the server over one session channel. */
public interface RemoteProcess extends AutoCloseable {
    /** Its standard input; closing it sends EOF. */
    OutputStream in();

    /** Its standard output, UTF-8. */
    BufferedReader out();

    /** What came on standard error so far, cut at 64 KiB. */
    String err();

    /** Waits for its end; empty when the time ran out. Status -1 when it ended by a signal or without one. */
    OptionalInt waitFor(Duration timeout);

    /** Closes the channel at once. */
    @Override
    void close();
}
