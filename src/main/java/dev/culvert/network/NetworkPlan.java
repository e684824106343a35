package dev.culvert.network;

import dev.culvert.net.IpPrefix;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelAddresses;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every change to this machine's network that one tunnel makes, in order. Made by {@link NetworkPlanner}, carried out by
 * {@link NetworkConfigurator}.
 *
 * @param interfaceName the tunnel's interface here
 * @param addressSteps link, MTU, addresses, the way to the peer: before the tunnel is verified
 * @param routeSteps what points applications into the tunnel: after it is verified
 * @param claims the prefixes the profile sends into the tunnel, before anything is cut out of them
 * @param dns whom to ask for names once routes lead into the tunnel; null to leave that as it is
 */
public record NetworkPlan(
        String interfaceName,
        Layer layer,
        TunnelAddresses addresses,
        List<NetworkStep> addressSteps,
        List<NetworkStep> routeSteps,
        List<IpPrefix> claims,
        @Nullable DnsSettings dns) {
    public NetworkPlan {
        addressSteps = List.copyOf(addressSteps);
        routeSteps = List.copyOf(routeSteps);
        claims = List.copyOf(claims);
    }

    public List<NetworkStep> steps() {
        return Stream.concat(addressSteps.stream(), routeSteps.stream()).toList();
    }

    /** Whether all packets of a family are sent into the tunnel. */
    public boolean leadsEverything() {
        return claims.contains(IpPrefix.ALL_IPV4) || claims.contains(IpPrefix.ALL_IPV6);
    }

    /** A prefix that both tunnels claim; two such tunnels cannot be up together. */
    public Optional<IpPrefix> sharedClaim(NetworkPlan other) {
        return claims.stream().filter(other.claims::contains).findFirst();
    }
}
