package dev.culvert.ssh;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Asks the server {@code keepalive@openssh.com}, reply wanted, each interval (ssh_config: ServerAliveInterval,
 * ServerAliveCountMax): any answer, a refusal too, means it lives. {@code onSilence} runs once, when {@code missed} in a row went
 * unanswered for an interval.
 */
final class Keepalive implements AutoCloseable {
    private static final String REQUEST = "keepalive@openssh.com";

    private final Session session;
    private final int missed;
    private final Runnable onSilence;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final ScheduledFuture<?> beat;

    Keepalive(Session session, Duration interval, int missed, ScheduledExecutorService clock, Runnable onSilence) {
        this.session = session;
        this.missed = missed;
        this.onSilence = onSilence;
        beat = clock.scheduleAtFixedRate(this::beat, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void beat() {
        if (unanswered.getAndIncrement() >= missed) {
            close();
            onSilence.run();
            return;
        }
        // a write can wait for a full socket: not on the clock that other connections share
        Thread.ofVirtual().name("keepalive").start(() -> send(() -> {}));
    }

    /** How many were asked in a row without an answer. */
    int unanswered() {
        return unanswered.get();
    }

    /** Asks once more, now; blocks. */
    boolean answers(Duration timeout) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        Thread.ofVirtual().name("keepalive").start(() -> send(answered::countDown));
        return answered.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void send(Runnable onAnswer) {
        try {
            Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
            request.putString(REQUEST);
            request.putBoolean(true);
            session.request(request, REQUEST, (command, answer) -> {
                unanswered.set(0);
                onAnswer.run();
            });
        } catch (java.io.IOException e) {
            // the session is closing, and says so to its listeners
            close();
        }
    }

    @Override
    public void close() {
        beat.cancel(false);
    }
}
