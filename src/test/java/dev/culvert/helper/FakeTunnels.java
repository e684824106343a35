package dev.culvert.helper;

import dev.culvert.ipc.Check;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TrafficStats;
import dev.culvert.net.TunnelException;
import dev.culvert.network.KillSwitches;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.LoginCallbacks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tunnels without a network. Each does in {@code connect} what {@link #connecting} says, and remembers what was done to it. */
final class FakeTunnels implements Tunnel.Factory {
    final BlockingQueue<Fake> made = new LinkedBlockingQueue<>();
    volatile Connecting connecting = fake -> {};

    interface Connecting {
        void connect(Fake fake) throws TunnelException;
    }

    /** Of a machine without nft. */
    static KillSwitches noKillSwitches() {
        return new KillSwitches(
                () -> {
                    throw new TunnelException(FailureCause.NO_NFT);
                },
                0,
                0,
                closed -> {});
    }

    @Override
    public Tunnel create(
            Profile profile, String digest, LoginOffer login, Questions questions, Consumer<Event> events) {
        Fake fake = new Fake(profile.name(), digest, questions, events, connecting);
        made.add(fake);
        return fake;
    }

    Fake next() throws InterruptedException {
        Fake fake = made.poll(10, TimeUnit.SECONDS);
        if (fake == null) {
            throw new AssertionError("no tunnel was made");
        }
        return fake;
    }

    static final class Fake implements Tunnel {
        final String name;
        final Questions questions;
        final LoginCallbacks callbacks;
        final CountDownLatch disconnected = new CountDownLatch(1);
        final List<TunnelState> states = new CopyOnWriteArrayList<>(List.of(new TunnelState.Disconnected()));
        final Semaphore statusAsked = new Semaphore(0);
        final List<Boolean> hurries = new CopyOnWriteArrayList<>();
        volatile String statusOf = "tun";
        volatile boolean statusFails;
        /** Happens after the status was looked at, and before it is handed out. */
        volatile Runnable statusSeen = () -> {};

        private final String digest;
        private final Consumer<Event> events;
        private final Connecting connecting;

        Fake(String name, String digest, Questions questions, Consumer<Event> events, Connecting connecting) {
            this.name = name;
            this.digest = digest;
            this.questions = questions;
            callbacks = questions.of(0);
            this.events = events;
            this.connecting = connecting;
        }

        void tell(Event event) {
            events.accept(event);
        }

        void become(TunnelState state) {
            states.add(state);
            events.accept(new Event.State(name, state));
        }

        /** Blocks until {@link #disconnect}, as a login does whose user thinks. */
        void hang() throws TunnelException {
            try {
                disconnected.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new TunnelException(FailureCause.CANCELLED);
        }

        @Override
        public void connect() throws TunnelException {
            become(new TunnelState.Connecting(TunnelState.Stage.TCP));
            try {
                connecting.connect(this);
            } catch (TunnelException e) {
                become(new TunnelState.Failed(e.failure()));
                throw e;
            }
            become(new TunnelState.Connected("tun0", Instant.EPOCH));
        }

        @Override
        public void disconnect() {
            become(new TunnelState.Disconnecting());
            disconnected.countDown();
            become(new TunnelState.Disconnected());
        }

        @Override
        public TunnelStatus status() {
            statusAsked.release();
            if (statusFails) {
                throw new IllegalStateException("no status, as the test wants it");
            }
            TunnelState now = states.getLast();
            statusSeen.run();
            return new TunnelStatus(
                    name,
                    statusOf,
                    now,
                    null,
                    null,
                    0,
                    List.of(),
                    List.of(),
                    TrafficStats.NONE,
                    TrafficStats.NONE,
                    null,
                    null,
                    null,
                    List.of(),
                    digest);
        }

        @Override
        public void hurry(boolean byUser) {
            hurries.add(byUser);
        }

        @Override
        public void examine(Consumer<Event.Checked> told) throws TunnelException {
            connecting.connect(this);
            told.accept(new Event.Checked(
                    name, Check.TCP, Event.Checked.Outcome.OK, 1, Map.of("server", "192.0.2.1"), List.of()));
        }

        @Override
        public List<Event.PlannedStep> plan() throws TunnelException {
            connecting.connect(this);
            return List.of(new Event.PlannedStep(false, "ip link add", null));
        }
    }
}
