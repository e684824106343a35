package dev.culvert.network;

import dev.culvert.net.TunnelException;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What a connection to the outside depends on: this machine's addresses and routes that can be used now, without those of some
 * interfaces. Two that are equal carry a connection the same way.
 */
public record Uplinks(Set<String> entries) {
    public Uplinks {
        entries = Set.copyOf(entries);
    }

    /** @param without interfaces left out: the tunnels' own */
    public static Uplinks read(IpTool ip, Set<String> without) throws TunnelException {
        return of(IpListing.read(ip, LocalNetwork.readIpv6() != LocalNetwork.Ipv6.NONE), without);
    }

    static Uplinks of(IpListing listing, Set<String> without) {
        Set<String> entries = new TreeSet<>();
        for (JsonNode link : listing.addresses()) {
            String name = link.path("ifname").asString("");
            boolean carries = has(link.path("flags"), "LOWER_UP") || has(link.path("flags"), "LOOPBACK");
            if (!without.contains(name) && carries) {
                link.path("addr_info")
                        .forEach(info -> entries.add(
                                "address " + name + " " + info.path("local").asString("")));
            }
        }
        addRoutes(listing.routes4(), without, entries);
        addRoutes(listing.routes6(), without, entries);
        return new Uplinks(entries);
    }

    private static void addRoutes(JsonNode routes, Set<String> without, Set<String> entries) {
        for (JsonNode route : routes) {
            String device = route.path("dev").asString("");
            boolean dead = has(route.path("flags"), "linkdown") || has(route.path("flags"), "dead");
            boolean leads = route.path("type").asString("unicast").equals("unicast");
            if (!without.contains(device) && !dead && leads) {
                entries.add("route " + device + " " + route.path("dst").asString("") + " via "
                        + route.path("gateway").asString("") + " " + route.path("metric"));
            }
        }
    }

    private static boolean has(JsonNode flags, String wanted) {
        for (JsonNode flag : flags) {
            if (flag.asString("").equals(wanted)) {
                return true;
            }
        }
        return false;
    }
}
