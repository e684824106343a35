package dev.culvert.helper;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelState.Stage;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.LoginCallbacks;
import dev.culvert.ssh.SshConnection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of one tunnel: disconnected, connecting stage by stage, connected, and undone again, whoever ends it and
 * whenever. The work is {@link Approach}'s and {@link TunnelLink}'s; this decides when.
 */
public final class TunnelSession implements Tunnel {
    private static final Logger log = LoggerFactory.getLogger(TunnelSession.class);

    private final Profile profile;
    private final String digest;
    private final Command.LoginOffer login;
    private final LoginCallbacks callbacks;
    private final TunnelParts parts;
    private final Consumer<Event> events;
    private final TunnelLink link;
    private final CountDownLatch connectEnded = new CountDownLatch(1);

    private volatile TunnelState state = new TunnelState.Disconnected();

    // guarded by this
    private @Nullable Thread connecting;
    private volatile @Nullable Failure ending;
    private boolean used;

    public TunnelSession(
            Profile profile,
            String digest,
            Command.LoginOffer login,
            LoginCallbacks callbacks,
            TunnelParts parts,
            Consumer<Event> events) {
        this.profile = profile;
        this.digest = digest;
        this.login = login;
        this.callbacks = callbacks;
        this.parts = parts;
        this.events = events;
        link = new TunnelLink(parts, this::stage, this::lost, this::warn);
    }

    @Override
    public void connect() throws TunnelException {
        begin();
        try {
            TunnelException failure = settle(attempt());
            if (failure != null) {
                FailureCause cause = failure.failure().cause();
                link.close(cause == FailureCause.CONNECTION_LOST);
                become(
                        cause == FailureCause.CANCELLED
                                ? new TunnelState.Disconnected()
                                : new TunnelState.Failed(failure.failure()));
                throw failure;
            }
        } finally {
            connectEnded.countDown();
        }
    }

    private @Nullable TunnelException attempt() {
        try {
            link.open(approach(this::stage));
            return null;
        } catch (TunnelException e) {
            return e;
        } catch (RuntimeException | LinkageError e) {
            log.error("{}: connecting failed", profile.name(), e);
            return new TunnelException(Failure.of(FailureCause.INTERNAL, "reason", e.toString()), e);
        }
    }

    @Override
    public List<Event.PlannedStep> plan() throws TunnelException {
        begin();
        try {
            return PlannedSteps.of(approach(_ -> {}));
        } catch (TunnelException e) {
            throw ending == null ? e : new TunnelException(ending, e);
        } finally {
            stopInterrupts();
            link.close(true);
            connectEnded.countDown();
        }
    }

    private Approach approach(Consumer<Stage> stages) throws TunnelException {
        return Approach.make(profile, login, callbacks, parts, stages, link::connected);
    }

    private synchronized void begin() throws TunnelException {
        if (used) {
            throw new TunnelException(FailureCause.CANCELLED);
        }
        used = true;
        connecting = Thread.currentThread();
    }

    /** Connected, or what connecting failed for: whoever interrupted it knows better than what the interrupt broke. */
    private synchronized @Nullable TunnelException settle(@Nullable TunnelException failure) {
        stopInterrupts();
        if (ending != null) {
            return new TunnelException(ending, failure);
        }
        if (failure == null) {
            become(new TunnelState.Connected(String.valueOf(link.interfaceName()), Instant.now()));
        }
        return failure;
    }

    /** From here nobody interrupts this thread for this tunnel: the undo must not be cut short. */
    private synchronized void stopInterrupts() {
        connecting = null;
        boolean _ = Thread.interrupted();
    }

    @Override
    public void disconnect() {
        end(Failure.of(FailureCause.CANCELLED));
        awaitConnectEnded();
        synchronized (link) {
            if (!link.isClosed()) {
                become(new TunnelState.Disconnecting());
                link.close(false);
            }
            become(new TunnelState.Disconnected());
        }
    }

    /** The connection or the channel ended by itself; on any thread, which is not held up. */
    private void lost(Failure failure) {
        if (end(failure)) {
            log.info("{}: lost: {}", profile.name(), failure);
            Thread.ofVirtual().name("lost " + profile.name()).start(() -> {
                awaitConnectEnded();
                synchronized (link) {
                    if (!link.isClosed()) {
                        become(new TunnelState.Disconnecting());
                        link.close(true);
                        become(new TunnelState.Failed(failure));
                    }
                }
            });
        }
    }

    /** Notes why the tunnel ends, and ends a connect that runs. False when it was ending already. */
    private synchronized boolean end(Failure failure) {
        if (ending != null) {
            return false;
        }
        ending = failure;
        if (connecting != null) {
            connecting.interrupt();
        } else if (!used) {
            used = true;
            connectEnded.countDown();
        }
        return true;
    }

    private void awaitConnectEnded() {
        boolean interrupted = false;
        while (true) {
            try {
                connectEnded.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stage(Stage stage) {
        become(new TunnelState.Connecting(stage));
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
                facts == null
                        ? null
                        : new TunnelStatus.Server(
                                new HostPort(
                                                facts.address().getAddress().getHostAddress(),
                                                facts.address().getPort())
                                        .toString(),
                                facts.hostKey(),
                                facts.cipher(),
                                facts.kex(),
                                facts.banner()),
                digest);
    }
}
