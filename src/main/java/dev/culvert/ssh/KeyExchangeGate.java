package dev.culvert.ssh;

import java.io.IOException;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.future.DefaultKeyExchangeFuture;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Holds channel data back while keys are exchanged (RFC 4253 §7.1 allows none then), without a queue: who sends waits. */
final class KeyExchangeGate extends KeyExchangeMessageHandler {
    KeyExchangeGate(AbstractSession session, Logger log) {
        super(session, log);
    }

    /** Waits for a running key exchange to end, then keeps a new one from starting until {@link #leave}. Hold no lock. */
    void enter() throws IOException {
        for (DefaultKeyExchangeFuture running = tryEnter(); running != null; running = tryEnter()) {
            running.await();
        }
    }

    /** @return null when entered, else what to wait for */
    private @Nullable DefaultKeyExchangeFuture tryEnter() throws IOException {
        lock.readLock().lock();
        boolean entered = false;
        try {
            if (shutDown.get()) {
                throw new SshException("the session is closing");
            }
            KexState state = session.getKexState();
            entered = (state == KexState.DONE || state == KexState.KEYS) && kexFlushed.get();
            return entered ? null : kexFlushedFuture.get();
        } finally {
            if (!entered) {
                lock.readLock().unlock();
            }
        }
    }

    /**
     * As {@link #enter}, without waiting.
     *
     * @param again run, on any thread, when it may be tried again
     * @return false when keys are being exchanged
     */
    boolean tryEnter(Runnable again) throws IOException {
        DefaultKeyExchangeFuture running = tryEnter();
        if (running != null) {
            running.addListener(done -> again.run());
        }
        return running == null;
    }

    void leave() {
        lock.readLock().unlock();
    }
}
