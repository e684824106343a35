package dev.culvert.network;

import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands in a plan's way on this machine, found before anything is done. */
public final class ClashCheck {
    private ClashCheck() {}

    /**
     * Passes when the plan's addresses and routes are free.
     *
     * @param local this machine's network before the tunnel's interface is made
     * @throws TunnelException ADDRESS_CLASH (facts address, other, interface) when an address of ours lies in a network of
     *     another interface; ROUTE_CLASH (facts route, interface) when another interface has the same route, or, for a default
     *     route, carries half of the family already; DNS_NOT_IN_TUNNEL (fact server) when the way to a DNS server cannot lead
     *     through the tunnel: it is the SSH server's own address, or excluded, or the tunnel has no address of its family
     */
    public static void check(NetworkPlan plan, LocalNetwork local) throws TunnelException {
        for (InterfaceAddress address : plan.addresses().local()) {
            if (isLinkLocal(address.network())) {
                continue; // each link has its own
            }
            for (LocalNetwork.Address other : local.addresses()) {
                if (other.address().network().overlaps(address.network())) {
                    throw new TunnelException(
                            FailureCause.ADDRESS_CLASH,
                            "address",
                            address.toString(),
                            "other",
                            other.address().toString(),
                            "interface",
                            other.interfaceName());
                }
            }
        }
        for (IpPrefix claim : plan.claims()) {
            checkRoute(claim, local.routes());
        }
        DnsSettings dns = plan.dns();
        for (InetAddress server : dns == null ? List.<InetAddress>of() : dns.servers()) {
            if (!isInTunnel(server, plan)) {
                throw new TunnelException(FailureCause.DNS_NOT_IN_TUNNEL, "server", InterfaceAddress.text(server));
            }
        }
    }

    private static boolean isInTunnel(InetAddress host, NetworkPlan plan) {
        return Stream.concat(
                        plan.addresses().local().stream().map(InterfaceAddress::network),
                        plan.steps().stream()
                                .filter(NetworkStep.AddRoute.class::isInstance)
                                .map(step -> ((NetworkStep.AddRoute) step).prefix()))
                .anyMatch(prefix -> prefix.contains(host));
    }

    private static boolean isLinkLocal(IpPrefix network) {
        return network.address().isLinkLocalAddress() && network.isIpv6();
    }

    private static void checkRoute(IpPrefix claim, List<LocalNetwork.Route> routes) throws TunnelException {
        List<IpPrefix> installed = NetworkPlanner.halvedDefault(claim);
        for (LocalNetwork.Route route : routes) {
            if (installed.contains(route.prefix())) {
                throw clash(route.prefix(), route.interfaceName());
            }
        }
        if (claim.length() > 0) {
            return;
        }
        // another tunnel's default route is there as what its own server's addresses left of it
        var byInterface = routes.stream()
                .filter(route ->
                        claim.contains(route.prefix()) && route.prefix().length() > 0)
                .collect(Collectors.groupingBy(
                        LocalNetwork.Route::interfaceName,
                        Collectors.mapping(LocalNetwork.Route::prefix, Collectors.toList())));
        for (var other : byInterface.entrySet()) {
            if (carriesHalf(claim, other.getValue())) {
                throw clash(claim, other.getKey());
            }
        }
    }

    private static boolean carriesHalf(IpPrefix whole, List<IpPrefix> parts) {
        int bits = whole.address().getAddress().length * 8;
        BigInteger sum = BigInteger.ZERO;
        List<IpPrefix> counted = new ArrayList<>();
        for (IpPrefix part : parts.stream()
                .sorted((a, b) -> Integer.compare(a.length(), b.length()))
                .toList()) {
            if (counted.stream().noneMatch(wider -> wider.contains(part))) {
                counted.add(part);
                sum = sum.add(BigInteger.ONE.shiftLeft(bits - part.length()));
            }
        }
        return sum.compareTo(BigInteger.ONE.shiftLeft(bits - 1)) >= 0;
    }

    private static TunnelException clash(IpPrefix route, String interfaceName) {
        return new TunnelException(FailureCause.ROUTE_CLASH, "route", route.toString(), "interface", interfaceName);
    }
}
