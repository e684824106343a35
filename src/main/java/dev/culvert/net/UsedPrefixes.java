package dev.culvert.net;

import java.util.List;

/**
 * What one machine already uses, so that free addresses can be found.
 *
 * @param connected the networks of its addresses
 * @param routed where its routes lead, default routes apart
 * @param ipv6 whether it can have IPv6 addresses at all
 */
public record UsedPrefixes(List<IpPrefix> connected, List<IpPrefix> routed, boolean ipv6) {
    /** Nothing is known to be used. */
    public static final UsedPrefixes NONE = new UsedPrefixes(List.of(), List.of(), true);

    public UsedPrefixes {
        connected = List.copyOf(connected);
        routed = List.copyOf(routed);
    }
}
