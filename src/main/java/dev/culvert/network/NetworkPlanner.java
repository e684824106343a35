package dev.culvert.network;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.profile.Profile;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the plan of changes to this machine. Pure: reads nothing, changes nothing. */
public final class NetworkPlanner {
    /** Marks our unreachable routes, and is worse than any route of the same prefix that comes later. */
    static final int UNREACHABLE_METRIC = 8022;

    private NetworkPlanner() {}

    /**
     * Plans a profile's tunnel.
     *
     * <p>A route whose prefix holds an address of the server, or something excluded, is installed as what is left of it, so
     * that the SSH connection never runs through its own tunnel. A default route is never installed as {@code 0.0.0.0/0}: the
     * machine's own default route stays and loses to longer prefixes. Where cutting leaves a prefix as long as an existing
     * route of another interface, or longer, that prefix is left out: the existing route was more specific than the profile's
     * and stays so.
     *
     * <p>A DNS server that no route of the tunnel reaches, or another interface's better, gets one of its own.
     *
     * @param interfaceName the tunnel's interface
     * @param serverAddresses every address the server's name resolves to
     * @param mtu bytes
     * @param local this machine's network before the tunnel's interface is made
     */
    public static NetworkPlan plan(
            Profile profile,
            String interfaceName,
            Collection<? extends InetAddress> serverAddresses,
            TunnelAddresses addresses,
            int mtu,
            LocalNetwork local) {
        Layer layer = profile.layer();
        List<NetworkStep> addressSteps = new ArrayList<>();
        addressSteps.add(new NetworkStep.SetMtu(interfaceName, mtu));
        for (InterfaceAddress address : addresses.local()) {
            addressSteps.add(new NetworkStep.AddAddress(interfaceName, address, layer == Layer.ETHERNET));
        }
        addressSteps.add(new NetworkStep.LinkUp(interfaceName));
        for (InetAddress host : unreached(addresses)) {
            addressSteps.add(new NetworkStep.AddRoute(interfaceName, host(host), null));
        }

        List<IpPrefix> holes = Stream.concat(
                        serverAddresses.stream().map(NetworkPlanner::host), profile.network().exclude().stream())
                .toList();
        List<IpPrefix> claims =
                new ArrayList<>(profile.network().routes().stream().distinct().toList());
        List<NetworkStep> routeSteps = new ArrayList<>();
        for (IpPrefix claim : claims) {
            boolean inTunnel = addresses.hasFamily(claim.isIpv6());
            if (!inTunnel && claim.isIpv6() && local.ipv6() == LocalNetwork.Ipv6.NONE) {
                continue; // a kernel without IPv6 lets none out
            }
            InetAddress via = layer == Layer.ETHERNET ? gateway(claim, addresses) : null;
            for (IpPrefix prefix : carve(claim, holes, stronger(claim, addresses, local))) {
                routeSteps.add(
                        inTunnel
                                ? new NetworkStep.AddRoute(interfaceName, prefix, via)
                                : new NetworkStep.UnreachableRoute(prefix, UNREACHABLE_METRIC));
            }
        }
        DnsSettings dns = DnsSettings.of(profile, interfaceName).orElse(null);
        for (InetAddress server : dns == null ? List.<InetAddress>of() : dns.servers()) {
            IpPrefix host = host(server);
            if (addresses.hasFamily(host.isIpv6())
                    && holes.stream().noneMatch(hole -> hole.contains(server))
                    && !isReached(server, addresses, routeSteps, local)) {
                claims.add(host);
                InetAddress via = layer == Layer.ETHERNET ? gateway(host, addresses) : null;
                routeSteps.add(new NetworkStep.AddRoute(interfaceName, host, via));
            }
        }
        return new NetworkPlan(interfaceName, layer, addresses, addressSteps, routeSteps, claims, dns);
    }

    /** Whether the way into the tunnel is longer than any other: a DNS server of the local network would be asked beside it. */
    private static boolean isReached(
            InetAddress host, TunnelAddresses addresses, List<NetworkStep> routeSteps, LocalNetwork local) {
        Stream<IpPrefix> tunnel = Stream.concat(
                addresses.local().stream().map(InterfaceAddress::network),
                routeSteps.stream()
                        .filter(NetworkStep.AddRoute.class::isInstance)
                        .map(step -> ((NetworkStep.AddRoute) step).prefix()));
        return longest(tunnel, host) > longest(local.routes().stream().map(LocalNetwork.Route::prefix), host);
    }

    private static int longest(Stream<IpPrefix> prefixes, InetAddress host) {
        return prefixes.filter(prefix -> prefix.contains(host))
                .mapToInt(IpPrefix::length)
                .max()
                .orElse(-1);
    }

    /** What is installed for a prefix at most: itself, or the two halves of a default route. */
    static List<IpPrefix> halvedDefault(IpPrefix claim) {
        return claim.length() == 0 ? PrefixComplement.halves(claim) : List.of(claim);
    }

    private static List<IpPrefix> carve(IpPrefix claim, List<IpPrefix> holes, List<IpPrefix> stronger) {
        return halvedDefault(claim).stream()
                .flatMap(part -> PrefixComplement.of(part, holes).stream())
                .filter(part -> stronger.stream().noneMatch(route -> route.contains(part)))
                .toList();
    }

    /** Networks and routes within the claim that are more specific than it. */
    private static List<IpPrefix> stronger(IpPrefix claim, TunnelAddresses addresses, LocalNetwork local) {
        return Stream.concat(
                        local.routes().stream().map(LocalNetwork.Route::prefix),
                        addresses.local().stream().map(InterfaceAddress::network))
                .filter(route -> claim.contains(route) && route.length() > claim.length())
                .toList();
    }

    /** The server's addresses that no network of ours reaches. */
    private static List<InetAddress> unreached(TunnelAddresses addresses) {
        return Stream.concat(addresses.remote().stream().map(InterfaceAddress::address), Stream.of(addresses.peer()))
                .distinct()
                .filter(host -> addresses.hasFamily(host.getAddress().length == 16))
                .filter(host -> addresses.local().stream()
                        .noneMatch(address -> address.network().contains(host)))
                .toList();
    }

    /** On Ethernet a route needs a neighbour to send to: the peer, or the server's first address of the other family. */
    private static @Nullable InetAddress gateway(IpPrefix claim, TunnelAddresses addresses) {
        return Stream.concat(
                        Stream.of(addresses.peer()), addresses.remote().stream().map(InterfaceAddress::address))
                .filter(address ->
                        address.getAddress().length == claim.address().getAddress().length)
                .findFirst()
                .orElse(null);
    }

    private static IpPrefix host(InetAddress address) {
        return IpPrefix.of(address, address.getAddress().length * 8);
    }
}
