package dev.culvert.control;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** One wish to connect. Cancelled, it takes down what it may still have brought up. */
final class Attempt {
    final CountDownLatch over = new CountDownLatch(1);
    final AtomicBoolean undone = new AtomicBoolean();
    volatile boolean cancelled;
}
