package dev.culvert.network;

import dev.culvert.net.TunnelException;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a connection to the outside depends on: this machine's addresses and routes that can be used now, without those of some
 * interfaces. Two that are equal carry a connection the same way.
 */
public record Uplinks(Set<String> entries) {
    private static final JsonMapper JSON = new JsonMapper();

    public Uplinks {
        entries = Set.copyOf(entries);
    }

    /** @param without interfaces left out: the tunnels' own */
    public static Uplinks read(IpTool ip, Set<String> without) throws TunnelException {
        return parse(
                ip.query("-j", "address", "show"),
                ip.query("-j", "-4", "route", "show", "table", "main"),
                ip.query("-j", "-6", "route", "show", "table", "main"),
                without);
    }

    static Uplinks parse(String addressJson, String route4Json, String route6Json, Set<String> without) {
        Set<String> entries = new TreeSet<>();
        for (JsonNode link : array(addressJson)) {
            String name = link.path("ifname").asString("");
            boolean carries = has(link.path("flags"), "LOWER_UP") || has(link.path("flags"), "LOOPBACK");
            if (!without.contains(name) && carries) {
                link.path("addr_info")
                        .forEach(info -> entries.add(
                                "address " + name + " " + info.path("local").asString("")));
            }
        }
        routes(route4Json, without, entries);
        routes(route6Json, without, entries);
        return new Uplinks(entries);
    }

    private static void routes(String json, Set<String> without, Set<String> entries) {
        for (JsonNode route : array(json)) {
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

    private static JsonNode array(String json) {
        return JSON.readTree(json.isBlank() ? "[]" : json);
    }
}
