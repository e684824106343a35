package dev.culvert.helper;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.TunnelState.Stage;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import dev.culvert.net.UsedPrefixes;
import dev.culvert.network.AddressChooser;
import dev.culvert.network.ClashCheck;
import dev.culvert.network.LocalNetwork;
import dev.culvert.network.NetworkPlan;
import dev.culvert.network.NetworkPlanner;
import dev.culvert.network.TunnelMtu;
import dev.culvert.profile.Profile;
import dev.culvert.remote.KnownServers;
import dev.culvert.remote.ServerFacts;
import dev.culvert.remote.ServerPlan;
import dev.culvert.remote.ServerProbe;
import dev.culvert.ssh.LoginCallbacks;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.SshConnector;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * All that is known before anything is changed: logged in, the server looked at, addresses chosen, nothing in the way. From
 * here a tunnel is made, or its plan is printed.
 */
record Approach(
        Profile profile,
        List<InetAddress> serverAddresses,
        SshConnection connection,
        ServerFacts server,
        LocalNetwork local,
        TunnelAddresses addresses,
        int mtu) {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Logs in and looks around; blocks, as long as the user thinks. Interrupt the thread to cancel.
     *
     * @param connected is given the connection as soon as there is one; its close is the caller's, after a failure here too
     */
    static Approach make(
            Profile profile,
            Command.LoginOffer login,
            LoginCallbacks callbacks,
            TunnelParts parts,
            Consumer<Stage> stages,
            Consumer<SshConnection> connected)
            throws TunnelException {
        stages.accept(Stage.TCP);
        List<InetAddress> serverAddresses = resolve(login.host());
        SshConnection connection = parts.connector()
                .connect(
                        new SshConnector.Target(login.host(), login.port(), serverAddresses, login.user()),
                        new SshConnector.Offer(
                                login.methods(),
                                login.identities().stream()
                                        .map(Command.LoginOffer.Identity::publicKey)
                                        .toList(),
                                login.hostKeyAlgorithms()),
                        profile.keepalive(),
                        callbacks,
                        stage -> stages.accept(Stage.valueOf(stage.name())));
        connected.accept(connection);
        ServerFacts server =
                profile.remote().configure() ? ServerProbe.probe(connection, PROBE_TIMEOUT) : ServerFacts.UNKNOWN;
        LocalNetwork local = LocalNetwork.read(parts.ip());
        UsedPrefixes there = server.used();
        boolean ipv6 =
                there.ipv6() && !KnownServers.endsAtIpv6(connection.facts().banner());
        TunnelAddresses addresses =
                AddressChooser.choose(profile, local.used(), new UsedPrefixes(there.connected(), there.routed(), ipv6));
        Approach approach = new Approach(
                profile,
                serverAddresses,
                connection,
                server,
                local,
                addresses,
                TunnelMtu.choose(profile, server.canConfigure()));
        ClashCheck.check(approach.localPlan(approach.likelyInterface()), local);
        approach.serverPlan().check(server);
        return approach;
    }

    /** On a thread of its own: a resolver that waits for a dead server heeds no interrupt. */
    private static List<InetAddress> resolve(String host) throws TunnelException {
        FutureTask<List<InetAddress>> lookUp = new FutureTask<>(() -> List.of(InetAddress.getAllByName(host)));
        Thread.ofVirtual().name("resolve " + host).start(lookUp);
        try {
            return lookUp.get();
        } catch (ExecutionException e) {
            throw new TunnelException(Failure.of(FailureCause.NAME_NOT_RESOLVED, "host", host), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(FailureCause.CANCELLED);
        }
    }

    Layer layer() {
        return profile.mode() == Profile.Mode.TAP ? Layer.ETHERNET : Layer.IP;
    }

    NetworkPlan localPlan(String interfaceName) {
        return NetworkPlanner.plan(profile, interfaceName, serverAddresses, addresses, mtu, local);
    }

    ServerPlan serverPlan() {
        return ServerPlan.plan(profile, addresses, mtu);
    }

    /** The profile's name for this machine's interface, else the one the kernel would choose now. */
    String likelyInterface() {
        String name = profile.device().name();
        return name != null ? name : (layer() == Layer.IP ? "tun0" : "tap0");
    }

    List<String> localAddresses() {
        return addresses.local().stream().map(InterfaceAddress::toString).toList();
    }
}
