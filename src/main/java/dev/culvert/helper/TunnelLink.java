package dev.culvert.helper;

import dev.culvert.ipc.TunnelState.Stage;
import dev.culvert.net.Failure;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import dev.culvert.network.NetworkConfigurator;
import dev.culvert.network.NetworkPlan;
import dev.culvert.pipeline.FamilyGuard;
import dev.culvert.pipeline.PacketPath;
import dev.culvert.pipeline.TrafficCounters;
import dev.culvert.remote.KnownServers;
import dev.culvert.remote.RefusalFacts;
import dev.culvert.remote.ServerEnd;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.TunChannel;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunOptions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one tunnel has made: connection, device, channel, the server's end, the packet path, this machine's settings. Made in
 * that order by {@link #open}, taken back in reverse by {@link #close}, however far it got.
 */
final class TunnelLink {
    private static final Logger log = LoggerFactory.getLogger(TunnelLink.class);

    private static final Duration SERVER_SETUP = Duration.ofSeconds(20);

    /** How long a silent server holds up a disconnect, all in all. */
    private static final Duration SERVER_UNDO = Duration.ofSeconds(5);

    private final TunnelParts parts;
    private final Consumer<Stage> stages;
    private final Consumer<Failure> lost;
    private final BiConsumer<String, List<String>> warnings;
    private final NetworkConfigurator configurator;
    private final TrafficCounters counters = new TrafficCounters();

    private volatile @Nullable SshConnection connection;
    private volatile @Nullable TunDevice device;
    private volatile @Nullable String remoteInterface;
    private volatile int mtu;
    private volatile List<String> addresses = List.of();
    private volatile List<String> remoteAddresses = List.of();
    private volatile @Nullable Verification verification;
    private volatile boolean closed;

    // touched by open, then by close, never both at once
    private @Nullable TunChannel channel;
    private @Nullable ServerEnd serverEnd;
    private @Nullable PacketPath path;

    /**
     * @param stages told each stage as it begins
     * @param lost told once, on any thread, when something this is made of ends by itself
     * @param warnings told a key of the message bundles and its facts
     */
    TunnelLink(
            TunnelParts parts,
            Consumer<Stage> stages,
            Consumer<Failure> lost,
            BiConsumer<String, List<String>> warnings) {
        this.parts = parts;
        this.stages = stages;
        this.lost = lost;
        this.warnings = warnings;
        configurator = new NetworkConfigurator(parts.ip(), parts.journal());
    }

    /** Takes over the connection that {@link #open} will use. */
    void connected(SshConnection made) {
        connection = made;
        made.onLost(lost);
    }

    /** Makes the tunnel; blocks until it is verified and routes lead into it. After a failure {@link #close} is due. */
    void open(Approach approach) throws TunnelException {
        stages.accept(Stage.CHANNEL);
        TunDevice opened = parts.devices()
                .open(new TunOptions(
                        approach.layer(), approach.profile().device().name()));
        device = opened;
        SshConnection ssh = approach.connection();
        TunChannel tun = openTun(ssh, approach);
        channel = tun;

        // the server's end first: packets for a device that is down are queued there, and burst later
        stages.accept(Stage.REMOTE_END);
        if (approach.profile().remote().configure()) {
            ServerEnd end = ServerEnd.configure(ssh, approach.serverPlan(), approach.server(), SERVER_SETUP);
            serverEnd = end;
            remoteInterface = end.interfaceName();
        } else {
            remoteInterface = ServerEnd.observe(ssh, SERVER_SETUP).orElse(null);
        }

        stages.accept(Stage.ADDRESSES);
        NetworkPlan plan = approach.localPlan(opened.name());
        PacketPath started = PacketPath.start(opened, tun, counters, lost);
        path = started;
        if (KnownServers.endsAtIpv6(ssh.facts().banner()) && approach.layer() == Layer.IP) {
            started.filter(new FamilyGuard(true, false));
        }
        configurator.applyAddresses(plan);
        mtu = approach.mtu();
        addresses = approach.localAddresses();
        remoteAddresses = approach.addresses().remote().stream()
                .map(InterfaceAddress::toString)
                .toList();

        stages.accept(Stage.VERIFY);
        Verification verified =
                new Verification(started, parts.ip(), opened.name(), approach.layer(), approach.addresses());
        verification = verified;
        verified.run();

        stages.accept(Stage.ROUTES);
        configurator.applyRoutes(plan);
        verified.watch();
    }

    private static TunChannel openTun(SshConnection ssh, Approach approach) throws TunnelException {
        OptionalInt unit = approach.profile().device().remoteUnit();
        try {
            return ssh.openTun(approach.layer(), unit);
        } catch (TunnelException e) {
            throw new TunnelException(RefusalFacts.add(e.failure(), ssh, approach.server(), approach.layer(), unit), e);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Takes everything back. This machine first; then the server's end, which gets {@link #SERVER_UNDO} to say that it did.
     *
     * @param serverGone not to ask the server: the connection is lost
     */
    void close(boolean serverGone) {
        if (closed) {
            return;
        }
        closed = true;
        long deadline = System.nanoTime() + SERVER_UNDO.toNanos();
        each(() -> close(verification), this::undoSettings);
        ServerEnd asked = serverGone ? null : serverEnd;
        boolean undone = asked == null || undoServer(asked, deadline);
        each(() -> close(path), () -> close(channel), () -> close(device));
        boolean gone = asked == null || (undone && awaitServerDeviceGone(asked, deadline));
        SshConnection ssh = connection;
        if (!gone && ssh != null) {
            warnings.accept(
                    "server-silent", List.of("name", ssh.facts().address().toString()));
        }
        each(() -> close(serverEnd), () -> close(ssh));
        device = null;
        remoteInterface = null;
        addresses = List.of();
        remoteAddresses = List.of();
        mtu = 0;
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

    private static void close(@Nullable AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
        }
    }

    private void undoSettings() {
        try {
            configurator.undo();
        } catch (TunnelException e) {
            log.error("not everything is undone: {}", e.failure(), e);
            warnings.accept("undo-failed", List.of("reason", e.failure().toString()));
        }
    }

    private static boolean undoServer(ServerEnd end, long deadline) {
        try {
            return end.undo(left(deadline));
        } catch (TunnelException | RuntimeException e) {
            log.warn("the server's end: {}", e.toString());
            return false;
        }
    }

    private static boolean awaitServerDeviceGone(ServerEnd end, long deadline) {
        try {
            return end.awaitDeviceGone(left(deadline));
        } catch (TunnelException | RuntimeException e) {
            log.warn("the server's device: {}", e.toString());
            return false;
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    TrafficCounters counters() {
        return counters;
    }

    /** Null before there is one. */
    @Nullable
    String interfaceName() {
        TunDevice opened = device;
        return opened == null ? null : opened.name();
    }

    @Nullable
    String remoteInterface() {
        return remoteInterface;
    }

    int mtu() {
        return mtu;
    }

    List<String> addresses() {
        return addresses;
    }

    List<String> remoteAddresses() {
        return remoteAddresses;
    }

    /** Null before it is measured. */
    @Nullable
    Double rttMillis() {
        Verification verified = verification;
        return verified == null ? null : verified.rttMillis();
    }

    /** Null before it is logged in. */
    SshConnection.@Nullable Facts serverFacts() {
        SshConnection ssh = connection;
        return ssh == null ? null : ssh.facts();
    }
}
