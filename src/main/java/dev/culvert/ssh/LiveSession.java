package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.profile.Profile;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.sshd.client.session.ClientSession;

/** A session that is logged in, and asked for signs of life; closed when there are none. */
final class LiveSession implements AutoCloseable {
    private final ClientSession session;
    private final Login login;
    private final Profile.Keepalive alive;
    private final Keepalive keepalive;
    private volatile boolean silent;

    LiveSession(ClientSession session, Login login, Profile.Keepalive alive, ScheduledExecutorService clock) {
        this.session = session;
        this.login = login;
        this.alive = alive;
        keepalive = new Keepalive(session, alive.interval(), alive.missed(), clock, () -> {
            silent = true;
            session.close(true);
        });
        session.addCloseFutureListener(future -> keepalive.close());
    }

    ClientSession session() {
        return session;
    }

    Login login() {
        return login;
    }

    boolean answers(Duration timeout) throws InterruptedException {
        return keepalive.answers(timeout);
    }

    /** Whether it owes so many answers that it is silent with the next; what goes through it is silent at about the same time. */
    boolean isOverdue() {
        return keepalive.unanswered() >= Math.max(alive.missed(), 2) - 1;
    }

    /** Whether it ended for want of an answer. */
    boolean isSilent() {
        return silent;
    }

    /** Why it ended. */
    Failure loss() {
        String server = login.target().server();
        String told = login.disconnectReason();
        if (told == null && (silent || session.isOpen())) {
            return Failure.of(
                    FailureCause.CONNECTION_LOST,
                    "server",
                    server,
                    "reason",
                    "silent",
                    "seconds",
                    Long.toString(alive.interval().multipliedBy(alive.missed()).toSeconds()));
        }
        return Failure.of(FailureCause.CONNECTION_LOST, "server", server, "reason", told == null ? "ended" : told);
    }

    @Override
    public void close() {
        keepalive.close();
        session.close(true);
    }
}
