package dev.culvert.remote;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.Layer;
import dev.culvert.net.UsedPrefixes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the login user can see of the server.
 *
 * @param hasShell false for a forced command or an account without a shell: nothing else is known then
 * @param user name of the login user; empty where unknown
 * @param uid its number; -1 where unknown
 * @param system as {@code uname -s} says: {@code Linux}
 * @param tunNode whether {@code /dev/net/tun} is there
 * @param netAdmin false where it is root without CAP_NET_ADMIN, as in a container
 * @param devices the tun and tap devices there are
 * @param forwards4 whether it forwards IPv4 packets
 * @param forwards6 whether it forwards IPv6 packets
 * @param ipv6 whether it takes IPv6 addresses
 * @param tools which of ip, ifconfig, sudo, doas, nft, iptables, ip6tables it has
 * @param root how the login user can act as root without a password
 */
public record ServerFacts(
        boolean hasShell,
        String user,
        int uid,
        String system,
        boolean tunNode,
        boolean netAdmin,
        List<Device> devices,
        boolean forwards4,
        boolean forwards6,
        boolean ipv6,
        Set<String> tools,
        Root root,
        List<Address> addresses,
        List<IpPrefix> routes) {
    private static final int FIRST_OWN_UNIT = 101;

    /** Nothing is known. */
    public static final ServerFacts UNKNOWN = new ServerFacts(
            false, "", -1, "", false, true, List.of(), false, false, true, Set.of(), Root.NONE, List.of(), List.of());

    public ServerFacts {
        devices = List.copyOf(devices);
        tools = Set.copyOf(tools);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    public enum Root {
        NONE,
        USER,
        SUDO,
        DOAS
    }

    /**
     * A tun or tap device (tun_flags of Linux's if_tun.h).
     *
     * @param owner uid of the user that may open it; -1 for none
     * @param ownerName that user's name; empty where unknown
     * @param carrier whether it is up and open
     */
    public record Device(String name, int owner, int flags, String ownerName, boolean carrier) {
        public boolean isTap() {
            return (flags & 0x0002) != 0;
        }

        /** Whether it stays when nobody has it open. */
        public boolean isPersistent() {
            return (flags & 0x0800) != 0;
        }

        /** Whether somebody surely has it open; one that is down does not tell. */
        public boolean isHeld() {
            return carrier || !isPersistent();
        }
    }

    public record Address(String interfaceName, InterfaceAddress address) {}

    /** Whether this program can set up a device there. */
    public boolean canConfigure() {
        return root != Root.NONE && tools.contains("ip") && system.equals("Linux");
    }

    /** The tun or tap device of this number, where there is one. */
    public Optional<Device> device(Layer layer, int unit) {
        return devices.stream()
                .filter(device -> device.name().equals(deviceName(layer, unit)))
                .findFirst();
    }

    /** A number, from {@value #FIRST_OWN_UNIT} on, that no device there has: nothing takes such a one by itself. */
    public int freeUnit(Layer layer) {
        int unit = FIRST_OWN_UNIT;
        while (device(layer, unit).isPresent()) {
            unit++;
        }
        return unit;
    }

    /** The server's name for a unit: {@code tun3}. */
    public static String deviceName(Layer layer, int unit) {
        return (layer == Layer.IP ? "tun" : "tap") + unit;
    }

    public UsedPrefixes used() {
        return new UsedPrefixes(
                addresses.stream()
                        .map(address -> address.address().network())
                        .distinct()
                        .toList(),
                routes.stream().filter(route -> route.length() > 0).distinct().toList(),
                ipv6);
    }
}
