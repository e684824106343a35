package dev.culvert.ui.editor;

import dev.culvert.net.IpPrefix;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network that an interface of this computer is in.
 *
 * @param interfaceName as the kernel has it, such as {@code wlan0}
 */
public record LocalNetwork(String interfaceName, IpPrefix prefix) {
    /** Those of interfaces that are up, tunnels aside. Blocks on the kernel for some milliseconds; empty when it does not tell. */
    public static List<LocalNetwork> ofThisComputer() {
        List<LocalNetwork> found = new ArrayList<>();
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                boolean tunnel =
                        each.getName().startsWith("tun") || each.getName().startsWith("tap");
                if (each.isUp() && !each.isLoopback() && !each.isPointToPoint() && !tunnel) {
                    each.getInterfaceAddresses().stream()
                            .filter(address -> !address.getAddress().isLinkLocalAddress())
                            .map(address -> IpPrefix.of(address.getAddress(), address.getNetworkPrefixLength()))
                            .forEach(prefix -> found.add(new LocalNetwork(each.getName(), prefix)));
                }
            }
        } catch (SocketException e) {
            return List.of();
        }
        return List.copyOf(found);
    }

    /** By its name, as systemd and the kernel name them. */
    boolean isWireless() {
        return interfaceName.startsWith("wl");
    }

    /** Whether a route takes packets to this network away from its interface: the longer prefix wins, and of equal ones the tunnel's. */
    boolean isOverriddenBy(String route) {
        try {
            return !RouteChoice.isDefault(route) && prefix.contains(IpPrefix.parse(route));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
