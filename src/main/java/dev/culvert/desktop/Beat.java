package dev.culvert.desktop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Does something again and again while it is on, on a thread that exists only then. */
public final class Beat {
    private final Duration every;
    private final Runnable step;
    private @Nullable Thread thread;

    /** @param step quick; may still come once after the beat was turned off */
    public Beat(Duration every, Runnable step) {
        this.every = every;
        this.step = step;
    }

    /** The first step comes after the first pause. Turning on what is on changes nothing. */
    public synchronized void turn(boolean isOn) {
        if (isOn && thread == null) {
            thread = Thread.ofVirtual().name("culvert-beat").start(this::run);
        } else if (!isOn && thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    public synchronized boolean isOn() {
        return thread != null;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(every);
                step.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
