package dev.culvert.helper;

import dev.culvert.ipc.Check;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.TunnelException;
import dev.culvert.network.KernelProbe;
import dev.culvert.profile.Profile;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Looks at a tunnel that is up, and leaves it alone: a second one beside it would clash with it. */
final class LiveExamination {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private LiveExamination() {}

    /** Blocks, some seconds at most. */
    static void run(Profile profile, Supplier<TunnelStatus> status, Consumer<Event.Checked> told)
            throws TunnelException {
        Trials trials = new Trials(profile.name(), told);
        TunnelStatus before = status.get();
        TunnelStatus.Server server = before.server();
        if (server != null) {
            trials.look(Check.LOGIN, notes -> {
                notes.saw("server", server.address());
                notes.saw("hostKey", server.hostKey());
            });
        }
        boolean isUp = trials.look(Check.LOCAL_END, notes -> {
            switch (before.state()) {
                case TunnelState.Connected(String interfaceName, var _) -> notes.saw("live", interfaceName);
                case TunnelState.Reconnecting(int _, var _, Failure cause) -> throw new TunnelException(cause);
                case TunnelState.Waiting(String what) ->
                    throw new TunnelException(FailureCause.SECRET_NEEDED, "what", what);
                default -> throw notUp(before);
            }
            notes.saw("mtu", Integer.toString(before.mtu()));
        });
        if (!isUp) {
            trials.skip(Check.ECHO);
            return;
        }
        trials.look(Check.ECHO, notes -> {
            InetAddress peer = peer(profile, before);
            long begun = System.nanoTime();
            if (!reaches(before, peer)) {
                TunnelStatus after = status.get();
                throw new TunnelException(
                        FailureCause.TUNNEL_SILENT,
                        "interface",
                        String.valueOf(before.interfaceName()),
                        "peer",
                        peer.getHostAddress(),
                        "sent",
                        Long.toString(after.tx().packets() - before.tx().packets()),
                        "received",
                        Long.toString(after.rx().packets() - before.rx().packets()));
            }
            notes.saw("peer", peer.getHostAddress());
            notes.saw("millis", Long.toString((System.nanoTime() - begun) / 1_000_000));
        });
    }

    private static InetAddress peer(Profile profile, TunnelStatus status) throws TunnelException {
        InetAddress named = profile.network().peer();
        if (named != null) {
            return named;
        }
        return status.remoteAddresses().stream()
                .findFirst()
                .map(address -> InterfaceAddress.parse(address).address())
                .orElseThrow(() -> notUp(status));
    }

    /** Through the kernel, as applications' packets go. */
    private static boolean reaches(TunnelStatus status, InetAddress peer) throws TunnelException {
        String interfaceName = status.interfaceName();
        List<InetAddress> sources = status.addresses().stream()
                .map(address -> InterfaceAddress.parse(address).address())
                .filter(address -> address.getAddress().length == peer.getAddress().length)
                .toList();
        if (interfaceName == null || sources.isEmpty()) {
            throw notUp(status);
        }
        try {
            return KernelProbe.reaches(interfaceName, sources.getFirst(), peer, ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(FailureCause.CANCELLED);
        }
    }

    /** It is on its way up or down. */
    private static TunnelException notUp(TunnelStatus status) {
        return new TunnelException(FailureCause.NAME_IN_USE, "name", status.name());
    }
}
