package dev.culvert.helper;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.TunnelState.Stage;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.TunnelException;
import dev.culvert.network.KillSwitch;
import dev.culvert.pipeline.TrafficCounters;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.TunChannel;
import java.net.InetAddress;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one tunnel has made: this machine's end, and the connection that carries it now. Made by {@link #open}; what a lost
 * connection leaves is held, or let go, by {@link #drop}, for the next {@link #open}; all is taken back in reverse by
 * {@link #close}, however far it got. One thread at a time opens, drops and closes.
 */
final class TunnelLink {
    private static final Logger log = LoggerFactory.getLogger(TunnelLink.class);

    private final Profile profile;
    private final LoginOffer login;
    private final Questions questions;
    private final TunnelParts parts;
    private final Stages stages;
    private final Consumer<Failure> lost;
    private final BiConsumer<String, List<String>> warnings;
    private final TrafficCounters counters = new TrafficCounters();

    private final LocalEnd local;
    private final KillSwitch killSwitch;
    private volatile @Nullable Carrier carrier;
    private volatile @Nullable Verification verification;
    private volatile boolean closed;

    /**
     * @param stages told each stage as it begins
     * @param lost told, on any thread, when something this is made of ends by itself
     * @param warnings told a key of the message bundles and its facts
     */
    TunnelLink(
            Profile profile,
            LoginOffer login,
            Questions questions,
            TunnelParts parts,
            Stages stages,
            Consumer<Failure> lost,
            BiConsumer<String, List<String>> warnings) {
        this.profile = profile;
        this.login = login;
        this.questions = questions;
        this.parts = parts;
        this.stages = stages;
        this.lost = lost;
        this.warnings = warnings;
        local = new LocalEnd(parts, lost, warnings);
        killSwitch = parts.killSwitches().of(profile, parts.ip());
    }

    /** Logs in and looks around, beside what is held; see {@link Approach#make}. The connection is then this object's. */
    private Approach approach() throws TunnelException {
        killSwitch.require();
        Approach.Held held = local.held();
        return Approach.make(profile, login, questions, parts, held, new Approach.Guide() {
            @Override
            public void stage(Stage stage, int hop) {
                stages.reached(stage, hop);
            }

            @Override
            public List<InetAddress> servers() throws TunnelException {
                return killSwitch.knownServers();
            }

            @Override
            public void outside(List<InetAddress> serverAddresses) throws TunnelException {
                killSwitch.letServers(
                        serverAddresses, WayOut.first(login).map(HostPort::port).orElse(0));
                if (held != null) {
                    local.keepOutside(profile, serverAddresses, held.local());
                }
            }

            @Override
            public void connected(SshConnection connection) {
                carrier = new Carrier(connection, lost);
            }
        });
    }

    /** Every change that {@link #open} would make; makes a connection and no change. */
    List<Event.PlannedStep> plan() throws TunnelException {
        killSwitch.onlyPlan();
        Approach approach = approach();
        return PlannedSteps.of(approach, parts.dns(), killSwitch.plan());
    }

    /**
     * Makes the tunnel, or what of it is not held; blocks until it is verified and routes lead into it. After a failure
     * {@link #drop} or {@link #close} is due.
     */
    void open() throws TunnelException {
        Approach approach = approach();
        Carrier carrying = carrier();

        stage(Stage.CHANNEL);
        local.open(profile, approach.layer(), counters);
        killSwitch.letThrough(local.interfaceName());
        TunChannel channel = carrying.openChannel(profile, approach.server());

        // the server's end first: packets for a device that is down are queued there, and burst later
        stage(Stage.REMOTE_END);
        try {
            carrying.configureServer(approach);
            local.heldBy(carrying.session());
        } catch (TunnelException | RuntimeException e) {
            channel.close();
            throw e;
        }

        stage(Stage.ADDRESSES);
        local.join(channel, approach, lost);

        stage(Stage.VERIFY);
        Verification verified = new Verification(
                local.path(), counters, parts.ip(), local.interfaceName(), approach.layer(), approach.addresses());
        verification = verified;
        verified.run();

        stage(Stage.ROUTES);
        local.setRoutes();
        local.setDns(() -> stage(Stage.DNS));
        verified.watch(carrying::answers, lost);
    }

    private void stage(Stage stage) {
        stages.reached(stage, login.hops().size() - 1);
    }

    /** What tries each step of this link, apart from it. */
    Examination examination(Consumer<Event.Checked> told, Runnable undoing) {
        return new Examination(profile, login, questions, parts, told, undoing);
    }

    private Carrier carrier() {
        Carrier made = carrier;
        if (made == null) {
            throw new IllegalStateException("no connection");
        }
        return made;
    }

    /** Looks at once whether the tunnel lives: the network may have changed. Does not block. */
    void check() {
        Carrier carrying = carrier;
        if (carrying != null && !carrying.hasLocalAddress()) {
            lost.accept(networkChanged());
            return;
        }
        Verification verified = verification;
        if (verified != null) {
            verified.hurry();
        }
    }

    /** The connection is lost because this machine's network is another now. */
    static Failure networkChanged() {
        return Failure.of(FailureCause.CONNECTION_LOST, "reason", "network-changed");
    }

    /**
     * Lets go of a connection that is lost, or of what a failed {@link #open} has made.
     *
     * @param hold whether this machine's end stays, as far as it is made; it does not while the kill switch is open for a
     *     sign-in page, which its routes would lead into a tunnel that is down
     */
    void drop(boolean hold) {
        each(() -> close(verification), local::part, this::closeCarrier);
        if (!hold || killSwitch.isPaused() || local.addresses().isEmpty()) {
            each(local::undo, local::close);
        }
        verification = null;
    }

    private void closeCarrier() {
        Carrier last = carrier;
        carrier = null;
        if (last != null) {
            last.close();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Takes everything back. This machine first; then the server's end, which gets {@link Carrier#SERVER_UNDO} to say that it did.
     *
     * @param serverGone not to ask the server: the connection is lost
     */
    void close(boolean serverGone) {
        if (closed) {
            return;
        }
        closed = true;
        long deadline = System.nanoTime() + Carrier.SERVER_UNDO.toNanos();
        each(() -> close(verification), local::undo);
        Carrier asked = serverGone ? null : carrier;
        boolean undone = asked == null || asked.undoServer(deadline);
        each(local::close);
        boolean gone = asked == null || (undone && asked.awaitServerDeviceGone(deadline));
        if (asked != null && !gone) {
            warnings.accept(
                    "server-silent", List.of("name", asked.facts().address().toString()));
        }
        each(this::closeCarrier);
    }

    /** One step that breaks keeps none of the others from being taken. */
    private static void each(Runnable... steps) {
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                log.error("a step of closing failed", e);
            }
        }
    }

    private static void close(@Nullable Verification verification) {
        if (verification != null) {
            verification.close();
        }
    }

    /** It is closed by {@link #approach}; what becomes of it afterwards is not this object's business. */
    KillSwitch killSwitch() {
        return killSwitch;
    }

    TrafficCounters counters() {
        return counters;
    }

    /** Null before there is one. */
    @Nullable
    String interfaceName() {
        return local.nameIfOpen();
    }

    @Nullable
    String remoteInterface() {
        Carrier carrying = carrier;
        return carrying == null ? null : carrying.remoteInterface();
    }

    int mtu() {
        return local.mtu();
    }

    List<String> addresses() {
        return local.addresses();
    }

    List<String> remoteAddresses() {
        return local.remoteAddresses();
    }

    /** Null before it is measured, and while there is no connection. */
    @Nullable
    Double rttMillis() {
        Verification verified = verification;
        return verified == null ? null : verified.rttMillis();
    }

    /** Null before it is measured, and while there is no connection. */
    @Nullable
    Double lossPercent() {
        Verification verified = verification;
        return verified == null ? null : verified.lossPercent();
    }

    /** Null before it is logged in. */
    SshConnection.@Nullable Facts serverFacts() {
        Carrier carrying = carrier;
        return carrying == null ? null : carrying.facts();
    }
}
