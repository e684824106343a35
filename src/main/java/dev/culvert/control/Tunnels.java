package dev.culvert.control;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every profile and what its tunnel does, kept current for a front end that stays: reads the store, finds the helper whenever one
 * runs, starts it when a tunnel is asked for. No method blocks but {@link #leave}; the listener is called on threads of this
 * object's, one call at a time.
 */
public final class Tunnels implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Tunnels.class);
    private static final Duration TICK = Duration.ofMillis(300);

    /** The helper sends figures each second; this long without a word is silence. */
    private static final long SILENT_NANOS = Duration.ofMillis(1600).toNanos();

    private final ProfileStore store;
    /** Of the clock's thread. */
    private final ProfileFolder folder;

    private final HelperAccess helpers;
    private final Listener listener;
    private final LeftClosed left;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tunnels").factory());
    private final Map<String, Attempt> connecting = new ConcurrentHashMap<>();
    /** Tunnels that the helper has, by its last word. */
    private final Set<String> alive = ConcurrentHashMap.newKeySet();

    private final Object linking = new Object();
    private volatile @Nullable HelperConnection link;
    private volatile long heard;
    private volatile long attaching;
    private volatile boolean starting;

    private volatile HelperHealth health = new HelperHealth.Absent();

    /** What changed. Calls come one at a time, on no particular thread. */
    public interface Listener {
        void profiles(List<StoredProfile> all);

        /** Why the store cannot be read; null when it can again. */
        void storeTrouble(@Nullable IOException reason);

        void helper(HelperHealth health);

        /** All there are at the helper: who is not among them is disconnected. */
        void tunnels(List<TunnelStatus> all);

        /** A state, a warning or a banner of one tunnel. */
        void event(Event event);

        /** What was asked of a tunnel failed; the helper may not know. */
        void failed(String name, Failure failure);
    }

    public Tunnels(ProfileStore store, HelperAccess helpers, Listener listener) {
        this.store = store;
        this.helpers = helpers;
        this.listener = new OneAtATime(listener);
        left = new LeftClosed(helpers, this.listener);
        folder = new ProfileFolder(store, this.listener);
    }

    /** Begins to look and to tell. */
    public void start() {
        var _ = clock.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    public ProfileStore store() {
        return store;
    }

    /** Reads the store now rather than at the next tick. */
    public void refresh() {
        clock.execute(folder::look);
    }

    /** Connects; what comes of it is told by events, or by {@link Listener#failed}. */
    public void up(StoredProfile profile) {
        Attempt attempt = new Attempt();
        Attempt before = connecting.get(profile.name());
        if (before != null && !before.cancelled) {
            return;
        }
        connecting.put(profile.name(), attempt);
        Thread.ofVirtual().name("up " + profile.name()).start(() -> connect(profile, attempt, before));
    }

    private void connect(StoredProfile profile, Attempt attempt, @Nullable Attempt before) {
        String name = profile.name();
        try {
            if (before != null) {
                before.over.await();
            }
            HelperConnection helper = attempt.cancelled ? null : link(true);
            if (helper != null && !attempt.cancelled) {
                helper.up(profile.text(), _ -> undoCancelled(helper, name, attempt));
                undoCancelled(helper, name, attempt);
            }
        } catch (TunnelException e) {
            if (attempt.cancelled || e.failure().cause() == FailureCause.CANCELLED) {
                off(name, attempt);
            } else {
                listener.failed(name, e.failure());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("{}: connecting failed", name, e);
            listener.failed(name, Failure.of(FailureCause.INTERNAL, "reason", e.toString()));
        } finally {
            connecting.remove(name, attempt);
            attempt.over.countDown();
            ask(HelperConnection::status);
        }
    }

    /** The helper may have been told to disconnect before it was told to connect. */
    private void undoCancelled(HelperConnection helper, String name, Attempt attempt) {
        if (attempt.cancelled && !attempt.undone.getAndSet(true)) {
            Thread.ofVirtual().name("cancel " + name).start(() -> takeDown(helper, name, false));
        }
    }

    private void takeDown(HelperConnection helper, String name, boolean again) {
        try {
            if (again) {
                helper.leave(name);
            } else {
                helper.down(name, _ -> {});
            }
        } catch (TunnelException e) {
            listener.failed(name, e.failure());
        }
        ask(HelperConnection::status);
    }

    private @Nullable Attempt cancel(String name) {
        Attempt attempt = connecting.get(name);
        if (attempt != null) {
            attempt.cancelled = true;
        }
        return attempt;
    }

    /** Disconnects and undoes, or cancels what is still connecting. */
    public void down(String name) {
        Attempt attempt = cancel(name);
        HelperConnection current = link;
        Thread.ofVirtual().name("down " + name).start(() -> {
            HelperConnection helper = current == null && left.has(name) ? started(name) : current;
            if (helper != null) {
                takeDown(helper, name, false);
            }
            if (attempt != null) {
                off(name, attempt);
            }
        });
    }

    /** A kill switch that a helper left closed takes a helper to open; null when none starts. */
    private @Nullable HelperConnection started(String name) {
        try {
            return link(true);
        } catch (TunnelException e) {
            listener.failed(name, e.failure());
            return null;
        }
    }

    /** Unless it is wished for anew meanwhile. */
    private void off(String name, Attempt attempt) {
        Attempt latest = connecting.get(name);
        if (latest == null || latest.equals(attempt)) {
            listener.event(new Event.State(name, new TunnelState.Disconnected()));
        }
    }

    /** Disconnects, then connects. */
    public void again(StoredProfile profile) {
        cancel(profile.name());
        HelperConnection current = link;
        Thread.ofVirtual().name("again " + profile.name()).start(() -> {
            if (current != null) {
                takeDown(current, profile.name(), true);
            }
            up(profile);
        });
    }

    /** Lets go of a helper that says nothing, and looks for it anew. */
    public void reattach() {
        HelperConnection current = link;
        if (current != null) {
            Thread.ofVirtual().name("reattach").start(() -> lost(current));
        }
    }

    /**
     * Ends this front end's part; blocks.
     *
     * @param keep names of tunnels for which the keeper stays to answer
     * @param end names of those taken down, or not connected any further
     */
    public void leave(List<String> keep, List<String> end) throws TunnelException {
        end.forEach(this::cancel);
        HelperConnection current = link;
        if (current != null) {
            new Parting(current).from(keep, end);
        }
    }

    private void tick() {
        try {
            folder.look();
            HelperConnection current = link;
            if (current == null && attaching == 0 && !starting) {
                attach();
            }
            long since = current != null ? heard : attaching;
            boolean waiting = current != null || attaching != 0;
            if (waiting && !starting && System.nanoTime() - since > SILENT_NANOS) {
                become(new HelperHealth.Silent(
                        current == null ? 0 : current.welcome().pid()));
            }
        } catch (RuntimeException e) {
            log.error("looking after tunnels failed", e);
        }
    }

    private void attach() {
        attaching = Math.max(1, System.nanoTime());
        Thread.ofVirtual().name("attach").start(() -> {
            try {
                link(false);
            } catch (TunnelException e) {
                become(
                        "not-there".equals(e.failure().facts().get("reason"))
                                ? new HelperHealth.Absent()
                                : new HelperHealth.Unusable(e.failure()));
                left.tellNews();
            } finally {
                attaching = 0;
            }
        });
    }

    /** The connection there is, else a new one; blocks. */
    private HelperConnection link(boolean start) throws TunnelException {
        synchronized (linking) {
            HelperConnection current = link;
            if (current != null) {
                return current;
            }
            HelperConnection made = start
                    ? startHelper()
                    : helpers.attach()
                            .orElseThrow(
                                    () -> new TunnelException(FailureCause.HELPER_UNAVAILABLE, "reason", "not-there"));
            heard = System.nanoTime();
            link = made;
            try {
                made.watch(event -> heard(made, event));
                made.status();
            } catch (TunnelException e) {
                link = null;
                made.close();
                throw e;
            }
            Event.Welcome welcome = made.welcome();
            become(new HelperHealth.Running(welcome.privileges(), welcome.pid()));
            made.onClosed(() -> {
                failed(made);
                lost(made);
            });
            return made;
        }
    }

    /** The person may be asked for a password meanwhile: that is no silence of the helper's. */
    private HelperConnection startHelper() throws TunnelException {
        starting = true;
        try {
            return helpers.attachOrStart();
        } finally {
            starting = false;
        }
    }

    /** The helper ended, and its tunnels with it: that is no end that anybody asked for. */
    private void failed(HelperConnection gone) {
        if (gone.equals(link)) {
            Failure why = Failure.of(FailureCause.HELPER_UNAVAILABLE, "reason", "ended");
            Set.copyOf(alive).forEach(name -> listener.failed(name, why));
            alive.clear();
        }
    }

    private void lost(HelperConnection gone) {
        if (gone.equals(link)) {
            link = null;
            become(new HelperHealth.Absent());
            left.tell();
            gone.close();
        }
    }

    private void heard(HelperConnection from, Event event) {
        if (!from.equals(link)) {
            return;
        }
        heard = System.nanoTime();
        if (health instanceof HelperHealth.Silent) {
            become(new HelperHealth.Running(
                    from.welcome().privileges(), from.welcome().pid()));
        }
        switch (event) {
            case Event.Stats stats -> tunnels(stats.tunnels());
            case Event.Snapshot snapshot -> tunnels(snapshot.tunnels());
            case Event.State(String name, TunnelState state) -> {
                note(name, state);
                listener.event(event);
            }
            default -> listener.event(event);
        }
    }

    private void tunnels(List<TunnelStatus> all) {
        alive.clear();
        all.forEach(each -> note(each.name(), each.state()));
        listener.tunnels(all);
    }

    private void note(String name, TunnelState state) {
        if (state instanceof TunnelState.Disconnected || state instanceof TunnelState.Failed) {
            alive.remove(name);
        } else {
            alive.add(name);
        }
    }

    /** The machine woke up: has the helper look after every tunnel at once. */
    public void hurry() {
        Thread.ofVirtual().name("hurry").start(() -> ask(HelperConnection::hurry));
    }

    /** Asked for a status, it is answered in its turn: at once, rather than with the next second's figures. */
    private interface Question {
        void to(HelperConnection helper) throws TunnelException;
    }

    private void ask(Question question) {
        HelperConnection current = link;
        if (current != null) {
            try {
                question.to(current);
            } catch (TunnelException e) {
                log.debug("not answered", e); // its end says so itself
            }
        }
    }

    private synchronized void become(HelperHealth now) {
        if (!now.equals(health)) {
            health = now;
            listener.helper(now);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        HelperConnection current = link;
        link = null;
        if (current != null) {
            current.close();
        }
    }
}
