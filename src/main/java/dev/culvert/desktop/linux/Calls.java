package dev.culvert.desktop.linux;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the window back, one call at a time, on a thread that may wait without holding up the bus. What is thrown there is logged. */
final class Calls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("culvert-desktop").factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    Calls() {
        thread.allowCoreThreadTimeOut(true);
    }

    /** Never blocks; does nothing once closed. */
    void run(Runnable call) {
        thread.execute(() -> {
            try {
                call.run();
            } catch (RuntimeException e) {
                LOG.error("a listener of the desktop failed", e);
            }
        });
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
