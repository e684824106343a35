package dev.culvert.network;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelException;
import dev.culvert.net.UsedPrefixes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * This machine's addresses and the routes of its main table at one moment, as {@code ip -j} tells them.
 *
 * @param ipv6 what IPv6 may do here
 */
public record LocalNetwork(List<Address> addresses, List<Route> routes, Ipv6 ipv6) {
    private static final String UNREACHABLE = "(unreachable)";

    public LocalNetwork {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /** Whether the kernel has IPv6 at all, and whether a new interface takes addresses of it. */
    public enum Ipv6 {
        NONE,
        OFF_FOR_NEW_INTERFACES,
        ON
    }

    public record Address(String interfaceName, InterfaceAddress address) {}

    /** @param interfaceName for a route that leads nowhere its type, such as {@code (unreachable)} */
    public record Route(String interfaceName, IpPrefix prefix) {}

    /** Reads the network namespace this process is in; three short processes, two without IPv6. */
    public static LocalNetwork read(IpTool ip) throws TunnelException {
        Ipv6 ipv6 = readIpv6();
        return of(IpListing.read(ip, ipv6 != Ipv6.NONE), ipv6);
    }

    static Ipv6 readIpv6() {
        try {
            String off = Files.readString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"));
            return off.startsWith("0") ? Ipv6.ON : Ipv6.OFF_FOR_NEW_INTERFACES;
        } catch (IOException e) {
            return Ipv6.NONE;
        }
    }

    /**
     * Reads an interface's Ethernet address, six bytes.
     *
     * @throws TunnelException LOCAL_STEP_FAILED when there is no such interface, or it has none
     */
    public static byte[] ethernetAddress(IpTool ip, String interfaceName) throws TunnelException {
        String address = IpListing.array(ip.query("-j", "link", "show", "dev", interfaceName))
                .path(0)
                .path("address")
                .asString("");
        try {
            return HexFormat.ofDelimiter(":").parseHex(address);
        } catch (IllegalArgumentException e) {
            throw SystemTool.failed("ip link show dev " + interfaceName, address);
        }
    }

    /**
     * The kernel's number of an interface.
     *
     * @throws TunnelException LOCAL_STEP_FAILED when there is no such interface
     */
    static int index(IpTool ip, String interfaceName) throws TunnelException {
        return IpListing.array(ip.query("-j", "link", "show", "dev", interfaceName))
                .path(0)
                .path("ifindex")
                .asInt(0);
    }

    static LocalNetwork of(IpListing listing, Ipv6 ipv6) {
        List<Address> addresses = new ArrayList<>();
        for (JsonNode link : listing.addresses()) {
            for (JsonNode info : link.path("addr_info")) {
                String local = info.path("local").asString("");
                if (!local.isEmpty()) {
                    addresses.add(new Address(
                            link.path("ifname").asString(""),
                            new InterfaceAddress(
                                    InterfaceAddress.address(local),
                                    info.path("prefixlen").asInt())));
                }
            }
        }
        List<Route> routes = new ArrayList<>();
        addRoutes(listing.routes4(), IpPrefix.ALL_IPV4, routes);
        addRoutes(listing.routes6(), IpPrefix.ALL_IPV6, routes);
        return new LocalNetwork(addresses, routes, ipv6);
    }

    private static void addRoutes(JsonNode listed, IpPrefix defaultPrefix, List<Route> routes) {
        for (JsonNode route : listed) {
            String destination = route.path("dst").asString("");
            String device = route.path("dev")
                    .asString(route.path("nexthops").path(0).path("dev").asString(""));
            // IPv6 hangs what leads nowhere on lo; IPv4 on nothing
            String type = route.path("type").asString("unicast");
            routes.add(new Route(
                    type.equals("unicast") ? device : "(" + type + ")",
                    destination.equals("default") ? defaultPrefix : IpPrefix.parse(destination)));
        }
    }

    /** The same without what is a tunnel's own: all on its interface, and its unreachable routes. */
    public LocalNetwork without(String interfaceName, Collection<IpPrefix> unreachable) {
        return new LocalNetwork(
                addresses.stream()
                        .filter(address -> !address.interfaceName().equals(interfaceName))
                        .toList(),
                routes.stream()
                        .filter(route -> !route.interfaceName().equals(interfaceName))
                        .filter(route ->
                                !(route.interfaceName().equals(UNREACHABLE) && unreachable.contains(route.prefix())))
                        .toList(),
                ipv6);
    }

    public UsedPrefixes used() {
        return new UsedPrefixes(
                addresses.stream()
                        .map(address -> address.address().network())
                        .distinct()
                        .toList(),
                routes.stream()
                        .map(Route::prefix)
                        .filter(prefix -> prefix.length() > 0)
                        .distinct()
                        .toList(),
                ipv6 == Ipv6.ON);
    }
}
