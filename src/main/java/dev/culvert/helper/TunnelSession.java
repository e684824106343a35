package dev.culvert.helper;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelState.Stage;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.SshConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of one tunnel: disconnected, connecting stage by stage, connected, dialled again when it is lost, and undone
 * again, whoever ends it and whenever. The work is {@link Approach}'s and {@link TunnelLink}'s; this decides when. One thread at
 * a time works: the one that called {@link #connect}, then, after a loss, one that dials again.
 */
public final class TunnelSession implements Tunnel {
    private static final Logger log = LoggerFactory.getLogger(TunnelSession.class);

    private final Profile profile;
    private final String digest;
    private final Consumer<Event> events;
    private final TunnelLink link;
    private final List<TunnelStatus.Via> via;
    private final int hops;
    private final Redial redial;

    private volatile TunnelState state = new TunnelState.Disconnected();

    // guarded by this
    private Stage stage = Stage.HELPER;
    private @Nullable Thread worker;
    private boolean attempting;
    private @Nullable Failure ending;

    /** Why the attempt that runs cannot end well; it is interrupted. */
    private @Nullable Failure cut;

    /** What ended the tunnel before the work that made it was over. */
    private @Nullable Failure lostMeanwhile;

    private boolean used;
    private boolean telling;

    /** Somebody wants the next attempt now. */
    private boolean hurried;

    /** Whether the pause that runs may be ended by a network that came back. */
    private boolean hasty;

    public TunnelSession(
            Profile profile,
            String digest,
            LoginOffer login,
            Questions questions,
            TunnelParts parts,
            Consumer<Event> events) {
        this.profile = profile;
        this.digest = digest;
        this.events = events;
        via = WayOut.via(login);
        hops = login.hops().size();
        link = new TunnelLink(profile, login, questions, parts, this::stage, this::lost, this::warn);
        redial = new Redial(
                profile.reconnect(), () -> ThreadLocalRandom.current().nextDouble());
    }

    // ---- the first connection

    @Override
    public void connect() throws TunnelException {
        begin(true);
        try {
            Failure failure = attempt();
            if (failure != null) {
                link.close(failure.cause() == FailureCause.CONNECTION_LOST);
                link.killSwitch().giveUp();
                Failure told = link.killSwitch().tell(failure);
                become(
                        failure.cause() == FailureCause.CANCELLED
                                ? new TunnelState.Disconnected()
                                : new TunnelState.Failed(told));
                throw new TunnelException(told);
            }
        } finally {
            endWork();
        }
    }

    @Override
    public List<Event.PlannedStep> plan() throws TunnelException {
        begin(false);
        try {
            startAttempt();
            return link.plan();
        } catch (TunnelException e) {
            Failure failure = endAttempt(e.failure());
            throw failure == null || failure.equals(e.failure()) ? e : new TunnelException(failure, e);
        } finally {
            var _ = endAttempt(null);
            link.close(true);
            endWork();
        }
    }

    @Override
    public void examine(Consumer<Event.Checked> told) throws TunnelException {
        begin(false);
        try {
            startAttempt();
            link.examination(told, this::stopInterrupts).run();
        } finally {
            var _ = endAttempt(null);
            endWork();
        }
    }

    /** @param tells whether stages are states */
    private synchronized void begin(boolean tells) throws TunnelException {
        if (used || ending != null) {
            throw new TunnelException(FailureCause.CANCELLED);
        }
        used = true;
        telling = tells;
        worker = Thread.currentThread();
    }

    private synchronized void endWork() {
        worker = null;
        Failure loss = lostMeanwhile;
        lostMeanwhile = null;
        notifyAll();
        if (loss != null) {
            lost(loss);
        }
    }

    // ---- one attempt

    /** @return null when the tunnel is up */
    private @Nullable Failure attempt() {
        Failure failure = null;
        try {
            startAttempt();
            link.open();
        } catch (TunnelException e) {
            failure = e.failure();
            log.info("{}: {}", profile.name(), failure, e);
        } catch (RuntimeException | LinkageError e) {
            log.error("{}: connecting failed", profile.name(), e);
            failure = Failure.of(FailureCause.INTERNAL, "reason", e.toString());
        }
        return endAttempt(failure);
    }

    private synchronized void startAttempt() {
        cut = null;
        lostMeanwhile = null;
        attempting = true;
        if (ending != null) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * From here nobody interrupts this thread for this tunnel: an undo must not be cut short.
     *
     * @return what the attempt failed for; whoever cut it short knows better than what the interrupt broke
     */
    private synchronized @Nullable Failure endAttempt(@Nullable Failure failure) {
        attempting = false;
        boolean _ = Thread.interrupted();
        Failure known = ending != null ? ending : cut != null ? cut : failure;
        if (known == null && telling) {
            become(new TunnelState.Connected(String.valueOf(link.interfaceName()), Instant.now()));
        }
        return known;
    }

    private void stopInterrupts() {
        var _ = endAttempt(null);
    }

    // ---- losing it, and dialling again

    /** The connection, the channel or the device ended by itself; on any thread, which is not held up. */
    private synchronized void lost(Failure failure) {
        if (attempting) {
            if (cut == null && worker != null) {
                cut = failure;
                worker.interrupt();
            }
        } else if (worker != null) {
            lostMeanwhile = failure;
        } else if (ending == null && state instanceof TunnelState.Connected(var _, Instant since)) {
            log.info("{}: lost: {}", profile.name(), failure);
            redial.lostAfter(Duration.between(since, Instant.now()));
            worker = Thread.ofVirtual().name("redial " + profile.name()).start(() -> {
                try {
                    recover(failure);
                } finally {
                    endWork();
                }
            });
        }
    }

    private void recover(Failure loss) {
        Failure failure = loss;
        while (true) {
            Optional<Redial.Pause> pause = profile.reconnect().enabled() ? redial.after(failure) : Optional.empty();
            boolean waits = Redial.waitsForSomebody(failure.cause());
            if (isEnding()) {
                return;
            }
            if (pause.isEmpty() && !waits) {
                become(new TunnelState.Disconnecting());
                link.close(true);
                link.killSwitch().leave();
                become(new TunnelState.Failed(link.killSwitch().tell(failure)));
                return;
            }
            link.drop(profile.reconnect().hold() && failure.cause() != FailureCause.DEVICE_GONE);
            become(
                    pause.isEmpty()
                            ? new TunnelState.Waiting(failure.facts().getOrDefault("what", "password"))
                            : reconnecting(pause.get(), failure));
            if (!await(pause.orElse(null))) {
                return;
            }
            become(new TunnelState.Reconnecting(
                    pause.map(Redial.Pause::attempt).orElse(1),
                    Instant.now(),
                    link.killSwitch().tell(failure)));
            Failure next = attempt();
            if (next == null) {
                return;
            }
            // an attempt that a returning network cut short says nothing of why
            failure = next.cause() == FailureCause.CANCELLED ? failure : next;
        }
    }

    private TunnelState reconnecting(Redial.Pause pause, Failure cause) {
        Instant next = Instant.now().plus(pause.length());
        return new TunnelState.Reconnecting(
                pause.attempt(), next, link.killSwitch().tell(cause));
    }

    /**
     * Waits until it is time for the next attempt, or somebody hurries it.
     *
     * @param pause null: until somebody does
     * @return false when the tunnel ends
     */
    private synchronized boolean await(Redial.@Nullable Pause pause) {
        hasty = pause != null && pause.hasty();
        long deadline = pause == null ? 0 : System.nanoTime() + pause.length().toNanos();
        try {
            while (ending == null && !hurried) {
                long left = pause == null ? 0 : (deadline - System.nanoTime() + 999_999) / 1_000_000;
                if (pause != null && left <= 0) {
                    break;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            // who interrupts has said why
        }
        hurried = false;
        return ending == null;
    }

    private synchronized boolean isEnding() {
        return ending != null;
    }

    /** As {@link Tunnel#hurry}. */
    @Override
    public synchronized void hurry(boolean byUser) {
        switch (state) {
            case TunnelState.Reconnecting _ -> {
                if (!attempting) {
                    hurried |= byUser || hasty;
                    notifyAll();
                } else if (stage == Stage.TCP && worker != null && cut == null) {
                    // it may wait for an answer to what was sent while there was no network
                    cut = Failure.of(FailureCause.CANCELLED);
                    hurried = true;
                    worker.interrupt();
                }
            }
            case TunnelState.Waiting _ -> {
                hurried |= byUser;
                notifyAll();
            }
            case TunnelState.Connected _ -> link.check();
            default -> {}
        }
    }

    // ---- ending it

    @Override
    public void disconnect() {
        synchronized (this) {
            if (ending == null) {
                ending = Failure.of(FailureCause.CANCELLED);
            }
            used = true;
            if (attempting && worker != null) {
                worker.interrupt();
            }
            notifyAll();
        }
        awaitWorker();
        synchronized (link) {
            if (!link.isClosed()) {
                become(new TunnelState.Disconnecting());
                link.close(false);
            }
            link.killSwitch().leave();
            become(new TunnelState.Disconnected());
        }
    }

    private synchronized void awaitWorker() {
        boolean interrupted = false;
        while (worker != null) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- telling

    private synchronized void stage(Stage next, int hop) {
        stage = next;
        if (telling && (state instanceof TunnelState.Disconnected || state instanceof TunnelState.Connecting)) {
            become(new TunnelState.Connecting(next, hop, hops));
        }
    }

    private synchronized void become(TunnelState next) {
        if (!next.equals(state)) {
            state = next;
            events.accept(new Event.State(profile.name(), next));
        }
    }

    private void warn(String key, List<String> facts) {
        events.accept(new Event.Warning(profile.name(), key, facts));
    }

    @Override
    public TunnelStatus status() {
        SshConnection.Facts facts = link.serverFacts();
        return new TunnelStatus(
                profile.name(),
                profile.mode().name().toLowerCase(Locale.ROOT),
                state,
                link.interfaceName(),
                link.remoteInterface(),
                link.mtu(),
                link.addresses(),
                link.remoteAddresses(),
                link.counters().received(),
                link.counters().sent(),
                link.rttMillis(),
                link.lossPercent(),
                facts == null
                        ? null
                        : new TunnelStatus.Server(
                                facts.address().toString(),
                                facts.hostKey(),
                                facts.cipher(),
                                facts.kex(),
                                facts.banner()),
                via,
                digest);
    }
}
