package dev.culvert.helper;

import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.TunnelState.Stage;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
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
import dev.culvert.remote.ServerSession;
import dev.culvert.ssh.SshConnection;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger log = LoggerFactory.getLogger(Approach.class);

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PREDECESSOR_TIMEOUT = Duration.ofSeconds(6);
    private static final Duration RESOLVE_AGAIN = Duration.ofSeconds(2);

    /** Knows what a server's name cannot be looked up for. */
    interface Known {
        /** Addresses that the name had, the server's or that of what is on the way to it; empty where nobody knows. */
        List<InetAddress> servers() throws TunnelException;
    }

    /** Takes part in an approach. */
    interface Guide extends Known {
        void stage(Stage stage, int hop);

        /** Called before anything is sent to these addresses of the server. */
        void outside(List<InetAddress> serverAddresses) throws TunnelException;

        /** Called as soon as there is a connection; its close is this one's business, after a failure of the approach too. */
        void connected(SshConnection connection);
    }

    /**
     * What an earlier connection of this tunnel has left to be used again.
     *
     * @param serverAddresses those that a connection may go to without looking the server's name up
     * @param local this machine's network less what is this tunnel's
     * @param session the server's processes of that connection, where known
     */
    record Held(
            List<InetAddress> serverAddresses,
            TunnelAddresses addresses,
            int mtu,
            LocalNetwork local,
            @Nullable ServerSession session) {}

    /**
     * Logs in and looks around; blocks, as long as the user thinks. Interrupt the thread to cancel.
     *
     * @param held null for a tunnel's first connection
     */
    static Approach make(
            Profile profile, LoginOffer login, Questions questions, TunnelParts parts, @Nullable Held held, Guide guide)
            throws TunnelException {
        guide.stage(Stage.TCP, 0);
        List<InetAddress> serverAddresses =
                held == null ? resolve(login, guide) : resolveAgain(login, held.serverAddresses());
        WayOut.check(profile, login, serverAddresses);
        guide.outside(serverAddresses);
        SshConnection connection = connect(profile, login, serverAddresses, questions, parts, guide::stage);
        guide.connected(connection);
        if (held != null && held.session() != null) {
            boolean ended = held.session().end(connection, PREDECESSOR_TIMEOUT);
            log.info("{}: the server's old end {}", profile.name(), ended ? "is gone" : "may still be there");
        }
        ServerFacts server = profile.remote().configure() ? probe(connection) : ServerFacts.UNKNOWN;
        if (held != null) {
            Approach again = new Approach(
                    profile, serverAddresses, connection, server, held.local(), held.addresses(), held.mtu());
            again.serverPlan().check(server);
            return again;
        }
        Approach approach = choose(profile, serverAddresses, connection, server, LocalNetwork.read(parts.ip()));
        approach.check();
        return approach;
    }

    /** Logs in; the connection's close is the caller's. */
    static SshConnection connect(
            Profile profile,
            LoginOffer login,
            List<InetAddress> serverAddresses,
            Questions questions,
            TunnelParts parts,
            Stages stages)
            throws TunnelException {
        return parts.connector()
                .connect(
                        WayOut.of(login, serverAddresses, questions),
                        keepalive(profile, login),
                        (stage, hop) -> stages.reached(Stage.valueOf(stage.name()), hop));
    }

    static Profile.Keepalive keepalive(Profile profile, LoginOffer login) {
        LoginOffer.Alive alive = login.alive();
        return alive == null
                ? profile.keepalive()
                : new Profile.Keepalive(Duration.ofSeconds(alive.intervalSeconds()), alive.missed());
    }

    static ServerFacts probe(SshConnection connection) throws TunnelException {
        return ServerProbe.probe(connection, PROBE_TIMEOUT);
    }

    /** Chooses what the profile leaves open; whether that is in anything's way is for {@link #check} to say. */
    static Approach choose(
            Profile profile,
            List<InetAddress> serverAddresses,
            SshConnection connection,
            ServerFacts server,
            LocalNetwork local)
            throws TunnelException {
        UsedPrefixes there = server.used();
        boolean ipv6 =
                there.ipv6() && !KnownServers.endsAtIpv6(connection.facts().banner());
        TunnelAddresses addresses =
                AddressChooser.choose(profile, local.used(), new UsedPrefixes(there.connected(), there.routed(), ipv6));
        return new Approach(
                profile,
                serverAddresses,
                connection,
                server,
                local,
                addresses,
                TunnelMtu.choose(profile, server.canConfigure()));
    }

    /** @throws TunnelException ADDRESS_CLASH or ROUTE_CLASH */
    void check() throws TunnelException {
        ClashCheck.check(localPlan(likelyInterface()), local);
        serverPlan().check(server);
    }

    /** The addresses of what this machine connects to: the first hop, or a proxy. None where the user's side does. */
    static List<InetAddress> resolve(LoginOffer login, Known known) throws TunnelException {
        Optional<HostPort> first = WayOut.first(login);
        if (first.isEmpty()) {
            return List.of();
        }
        String host = first.get().host();
        try {
            return WayOut.ofTheFamily(login, lookUp(host).get());
        } catch (ExecutionException e) {
            List<InetAddress> servers = known.servers();
            if (!servers.isEmpty()) {
                return servers;
            }
            throw new TunnelException(Failure.of(FailureCause.NAME_NOT_RESOLVED, "host", host), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(FailureCause.CANCELLED);
        }
    }

    /** The name server may be one behind the tunnel that is down: then what was known before must do. */
    private static List<InetAddress> resolveAgain(LoginOffer login, List<InetAddress> known) throws TunnelException {
        Optional<HostPort> first = WayOut.first(login);
        if (first.isEmpty()) {
            return List.of();
        }
        try {
            List<InetAddress> now = lookUp(first.get().host()).get(RESOLVE_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            return Stream.concat(WayOut.ofTheFamily(login, now).stream(), known.stream())
                    .distinct()
                    .toList();
        } catch (ExecutionException | TimeoutException e) {
            return known;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(FailureCause.CANCELLED);
        }
    }

    /** On a thread of its own: a resolver that waits for a dead server heeds no interrupt. */
    static Future<List<InetAddress>> lookUp(String host) {
        FutureTask<List<InetAddress>> lookUp = new FutureTask<>(() -> List.of(InetAddress.getAllByName(host)));
        Thread.ofVirtual().name("resolve " + host).start(lookUp);
        return lookUp;
    }

    Layer layer() {
        return profile.layer();
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
