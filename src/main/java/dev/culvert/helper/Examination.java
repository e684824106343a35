package dev.culvert.helper;

import dev.culvert.helper.Trials.Notes;
import dev.culvert.ipc.Check;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import dev.culvert.network.KillSwitch;
import dev.culvert.network.LocalNetwork;
import dev.culvert.pipeline.TrafficCounters;
import dev.culvert.profile.Profile;
import dev.culvert.remote.KnownServers;
import dev.culvert.remote.ServerFacts;
import dev.culvert.remote.ServerLook;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.TunChannel;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunOptions;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tries each step of one tunnel, past what is no more than a warning, and tells how each went. It makes what a tunnel is made of
 * but its routes, so no traffic is led into it, and takes all of that back. One thread, once.
 */
final class Examination {
    private final Profile profile;
    private final LoginOffer login;
    private final Questions questions;
    private final TunnelParts parts;
    private final Runnable undoing;
    private final Trials trials;

    private final LocalEnd local;
    private final TrafficCounters counters = new TrafficCounters();
    private @Nullable Carrier carrier;
    private Optional<TunChannel> channel = Optional.empty();
    private List<InetAddress> serverAddresses = List.of();

    /** Why the connection or the channel ended by itself: what fails after that fails for it. */
    private final AtomicReference<@Nullable Failure> lost = new AtomicReference<>();

    private KillSwitch.Loan loan = () -> {};

    /** What could not be taken back on this machine. */
    private final List<Failure> left = new ArrayList<>();

    /**
     * @param told sees how each step went
     * @param undoing called before all is taken back: nobody may interrupt from then on
     */
    Examination(
            Profile profile,
            LoginOffer login,
            Questions questions,
            TunnelParts parts,
            Consumer<Event.Checked> told,
            Runnable undoing) {
        this.profile = profile;
        this.login = login;
        this.questions = questions;
        this.parts = parts;
        this.undoing = undoing;
        trials = new Trials(profile.name(), told);
        local = new LocalEnd(
                parts,
                this::lost,
                (key, facts) -> left.add(Failure.of(FailureCause.LOCAL_STEP_FAILED, facts.toArray(String[]::new))));
    }

    private void lost(Failure failure) {
        lost.compareAndSet(null, failure);
    }

    /** @throws TunnelException CANCELLED alone, with all taken back */
    void run() throws TunnelException {
        try {
            lookAtMachine();
            SshConnection ssh = reach();
            if (ssh == null) {
                trials.skip(
                        Check.SERVER, Check.ADDRESSES, Check.CHANNEL, Check.REMOTE_END, Check.LOCAL_END, Check.ECHO);
            } else {
                lookAtServer(ssh);
            }
        } finally {
            undoing.run();
            if (carrier != null) {
                takeBack();
            }
        }
    }

    private void lookAtMachine() throws TunnelException {
        trials.look(Check.LOCAL_DEVICE, notes -> {
            TunOptions options =
                    new TunOptions(profile.layer(), profile.device().name());
            try (TunDevice device = parts.devices().open(options)) {
                notes.saw("interface", device.name());
            }
        });
    }

    private @Nullable SshConnection reach() throws TunnelException {
        Optional<List<InetAddress>> addresses = trials.make(Check.NAME, notes -> {
            List<InetAddress> found =
                    Approach.resolve(login, parts.killSwitches().of(profile, parts.ip())::knownServers);
            WayOut.check(profile, login, found);
            String text = found.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
            String host = WayOut.first(login).map(HostPort::host).orElse("");
            if (!text.equals(host)) {
                notes.saw("host", host);
                notes.saw("addresses", text);
            }
            return found;
        });
        serverAddresses = addresses.orElse(List.of());
        if (addresses.isEmpty()) {
            trials.skip(Check.TCP, Check.HOST_KEY, Check.LOGIN);
            return null;
        }
        LoginTrial steps = new LoginTrial(trials, login);
        SshConnection made =
                steps.run(stages -> Approach.connect(profile, login, serverAddresses, questions, parts, stages));
        if (made != null) {
            carrier = new Carrier(made, this::lost);
        }
        return made;
    }

    private void lookAtServer(SshConnection ssh) throws TunnelException {
        ServerFacts server =
                trials.make(Check.SERVER, notes -> probe(ssh, notes)).orElse(ServerFacts.UNKNOWN);
        Approach approach = trials.make(Check.ADDRESSES, notes -> {
                    Approach chosen = Approach.choose(
                            profile,
                            serverAddresses,
                            ssh,
                            profile.remote().configure() ? server : ServerFacts.UNKNOWN,
                            LocalNetwork.read(parts.ip()));
                    notes.saw("here", String.join(", ", chosen.localAddresses()));
                    notes.saw(
                            "there",
                            chosen.addresses().remote().stream()
                                    .map(InterfaceAddress::toString)
                                    .collect(Collectors.joining(", ")));
                    chosen.check();
                    return chosen;
                })
                .orElse(null);
        channel = trials.make(Check.CHANNEL, notes -> channel(ssh, server, notes));
        if (channel.isEmpty() && approach != null) {
            foresee(approach, ssh);
        } else if (channel.isEmpty() || approach == null) {
            trials.skip(Check.REMOTE_END, Check.LOCAL_END, Check.ECHO);
        } else {
            throughTunnel(approach, server, channel.get());
        }
    }

    private ServerFacts probe(SshConnection ssh, Notes notes) throws TunnelException {
        ServerFacts server = Approach.probe(ssh);
        String banner = ssh.facts().banner();
        notes.saw("banner", banner);
        notes.saw("system", server.system());
        notes.saw("root", server.hasShell() ? server.root().name().toLowerCase(Locale.ROOT) : "unknown");
        if (KnownServers.endsAtIpv6(banner)) {
            notes.warn(Failure.of(FailureCause.REMOTE_IPV6_FAULT, "banner", banner));
        }
        return server;
    }

    private TunChannel channel(SshConnection ssh, ServerFacts server, Notes notes) throws TunnelException {
        var unit = profile.device().remoteUnit();
        notes.saw("mode", profile.layer() == Layer.IP ? "tun" : "tap");
        notes.saw("unit", unit.isPresent() ? Integer.toString(unit.getAsInt()) : "");
        try {
            return carrier().openChannel(profile, server);
        } catch (TunnelException e) {
            throw new TunnelException(closer(e.failure(), ssh), e);
        }
    }

    /** What goes wrong while looking closer does not hide what was seen already. */
    private Failure closer(Failure refusal, SshConnection ssh) throws TunnelException {
        try {
            return ServerLook.closer(refusal, ssh, profile.layer());
        } catch (TunnelException e) {
            if (e.failure().cause() == FailureCause.CANCELLED) {
                throw e;
            }
            return refusal;
        }
    }

    /** The channel does not open; what would fail after it is told all the same, so that one visit to the server does. */
    private void foresee(Approach approach, SshConnection ssh) throws TunnelException {
        ServerFacts server = approach.server();
        boolean toConfigure = !approach.serverPlan().steps().isEmpty();
        if (toConfigure && server.hasShell() && server.root() == ServerFacts.Root.NONE) {
            trials.look(
                    Check.REMOTE_END,
                    notes -> notes.warn(approach.serverPlan()
                            .notConfigurable(server, ssh.facts().user(), "", "root")));
        } else {
            trials.skip(Check.REMOTE_END);
        }
        trials.skip(Check.LOCAL_END, Check.ECHO);
    }

    private void throughTunnel(Approach approach, ServerFacts server, TunChannel open) throws TunnelException {
        boolean far = trials.look(Check.REMOTE_END, notes -> {
            carrier().configureServer(approach);
            notes.saw("device", remoteDevice());
        });
        boolean near = trials.look(Check.LOCAL_END, notes -> {
            local.open(profile, approach.layer(), counters);
            local.join(open, approach, this::lost);
            loan = parts.killSwitches().of(profile, parts.ip()).lend(local.interfaceName());
            notes.saw("interface", local.interfaceName());
            notes.saw("mtu", Integer.toString(approach.mtu()));
        });
        if (!far || !near) {
            trials.skip(Check.ECHO);
            return;
        }
        boolean echoed = trials.look(Check.ECHO, notes -> echo(approach, notes));
        NetworkBehind behind = new NetworkBehind(approach, server, local.path(), remoteDevice());
        if (behind.isWanted()) {
            if (echoed) {
                trials.look(Check.BEYOND, behind::look);
            } else {
                trials.skip(Check.BEYOND);
            }
        }
    }

    private void echo(Approach approach, Notes notes) throws TunnelException {
        try {
            Verification verification = new Verification(
                    local.path(), counters, parts.ip(), local.interfaceName(), approach.layer(), approach.addresses());
            verification.run();
            notes.saw("peer", approach.addresses().peer().getHostAddress());
            notes.saw("millis", String.format(Locale.ROOT, "%.1f", verification.rttMillis()));
        } catch (TunnelException e) {
            Failure known = lost.get();
            throw known == null || e.failure().cause() == FailureCause.CANCELLED ? e : new TunnelException(known, e);
        }
    }

    private Carrier carrier() {
        Carrier made = carrier;
        if (made == null) {
            throw new IllegalStateException("no connection");
        }
        return made;
    }

    private String remoteDevice() {
        return Objects.requireNonNullElse(carrier().remoteInterface(), "");
    }

    /** In the order in which a tunnel that is disconnected does: this machine first, then the server gets some time. */
    private void takeBack() throws TunnelException {
        trials.look(Check.UNDO, notes -> {
            long deadline = System.nanoTime() + Carrier.SERVER_UNDO.toNanos();
            boolean serverGone = lost.get() != null;
            try {
                loan.close();
                local.undo();
                left.forEach(notes::warn);
                boolean undone = serverGone || carrier().undoServer(deadline);
                channel.ifPresent(TunChannel::close);
                local.close();
                boolean gone = serverGone || (undone && carrier().awaitServerDeviceGone(deadline));
                if (!gone) {
                    notes.warn(Failure.of(FailureCause.REMOTE_STEP_FAILED, "step", "undo", "reason", remoteDevice()));
                }
            } finally {
                carrier().close();
            }
        });
    }
}
