package dev.culvert.network;

import dev.culvert.net.TunnelException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * This network namespace's addresses, and the routes of its main table, as {@code ip -j} prints them at one moment.
 *
 * @param addresses of {@code ip -j address show}: an array of links
 * @param routes4 of {@code ip -j -4 route show table main}: an array of routes
 * @param routes6 the same for IPv6; empty where the kernel has none
 */
record IpListing(JsonNode addresses, JsonNode routes4, JsonNode routes6) {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Runs {@code ip} two or three times.
     *
     * @param ipv6 whether the kernel knows IPv6: else {@code ip -6} fails
     */
    static IpListing read(IpTool ip, boolean ipv6) throws TunnelException {
        return of(
                ip.query("-j", "address", "show"),
                ip.query("-j", "-4", "route", "show", "table", "main"),
                ipv6 ? ip.query("-j", "-6", "route", "show", "table", "main") : "");
    }

    static IpListing of(String addresses, String routes4, String routes6) {
        return new IpListing(array(addresses), array(routes4), array(routes6));
    }

    /** What {@code ip -j} printed; it prints nothing at all for an empty list. */
    static JsonNode array(String json) {
        return JSON.readTree(json.isBlank() ? "[]" : json);
    }
}
