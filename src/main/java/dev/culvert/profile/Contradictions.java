package dev.culvert.profile;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.profile.Profile.Device;
import dev.culvert.profile.Profile.Mode;
import dev.culvert.profile.Profile.Network;
import dev.culvert.profile.Profile.Remote;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settings of the two ends that are each right by itself and cannot hold together. */
final class Contradictions {
    private final Section networkSection;
    private final Section remoteSection;

    Contradictions(Section networkSection, Section remoteSection) {
        this.networkSection = networkSection;
        this.remoteSection = remoteSection;
    }

    void check(@Nullable Mode mode, Device device, Network network, Remote remote) {
        if (network.dhcp() && mode != Mode.TAP) {
            networkSection.contradiction("addresses", "mode \"tap\"");
        }
        checkBothEndsAddressed(network, remote);
        checkAddresses(networkSection, network.addresses(), Set.of());
        checkAddresses(remoteSection, remote.addresses(), addresses(network.addresses()));
        if (!device.carriesIpv6()) {
            refuseIpv6(networkSection, network.addresses());
            refuseIpv6(remoteSection, remote.addresses());
        }
        checkPeer(network);
        checkExcluded(network);
        checkDns(network);
        if (!remote.configure()) {
            if (remote.forward()) {
                remoteSection.contradiction("forward", "remote.configure true");
            }
            if (remote.masquerade()) {
                remoteSection.contradiction("masquerade", "remote.configure true");
            }
        }
    }

    /**
     * Both absent means that free ones are chosen, which takes setting up the server's end. Where one end has addresses, the other
     * gets their neighbours; an address with the full prefix length has none but the peer.
     */
    private void checkBothEndsAddressed(Network network, Remote remote) {
        boolean here = !network.addresses().isEmpty();
        boolean there = !remote.addresses().isEmpty();
        if (here && !there && lacksNeighbour(network.addresses(), network.peer())) {
            remoteSection.missing("addresses", List.of("remote.addresses", "network.peer"));
        }
        boolean nothingToGoBy = !there && (network.peer() != null || !remote.configure());
        if (!here && !network.dhcp() && (nothingToGoBy || lacksNeighbour(remote.addresses(), null))) {
            networkSection.missing("addresses", List.of("10.78.0.1/24", "fd78::1/64"));
        }
        if (here && there && Collections.disjoint(families(network.addresses()), families(remote.addresses()))) {
            remoteSection.contradiction(
                    "addresses", families(network.addresses()).contains(4) ? "10.78.0.2/24" : "fd78::2/64");
        }
    }

    private static boolean lacksNeighbour(List<InterfaceAddress> addresses, @Nullable InetAddress peer) {
        return addresses.stream().anyMatch(address -> {
            int bytes = address.address().getAddress().length;
            boolean reachesPeer = peer != null && peer.getAddress().length == bytes;
            return address.prefixLength() == bytes * 8 && !reachesPeer;
        });
    }

    private static Set<Integer> families(List<InterfaceAddress> addresses) {
        Set<Integer> lengths = new HashSet<>();
        addresses.forEach(address -> lengths.add(address.address().getAddress().length));
        return lengths;
    }

    /** No address twice, at one end or at both. */
    private static void checkAddresses(Section section, List<InterfaceAddress> own, Set<InetAddress> others) {
        Set<InetAddress> seen = new HashSet<>(others);
        for (int i = 0; i < own.size(); i++) {
            if (!seen.add(own.get(i).address())) {
                section.contradictionAt("addresses", i);
            }
        }
    }

    /** Linux takes IPv6 off an interface whose MTU is less than IPv6 asks for. */
    private static void refuseIpv6(Section section, List<InterfaceAddress> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            if (addresses.get(i).network().isIpv6()) {
                section.contradictionAt("addresses", i, "device.mtu " + Device.IPV6_MTU);
            }
        }
    }

    private static Set<InetAddress> addresses(List<InterfaceAddress> of) {
        Set<InetAddress> addresses = new HashSet<>();
        of.forEach(address -> addresses.add(address.address()));
        return addresses;
    }

    /** The peer must be another address, and reached by the interface: in its network, by a route, or point to point. */
    private void checkPeer(Network network) {
        InetAddress peer = network.peer();
        if (peer == null || network.addresses().isEmpty()) {
            return;
        }
        int bits = peer.getAddress().length * 8;
        boolean reached = network.routes().stream().anyMatch(route -> route.contains(peer));
        for (InterfaceAddress own : network.addresses()) {
            boolean pointToPoint = own.prefixLength() == bits && own.address().getAddress().length * 8 == bits;
            reached |= pointToPoint || own.network().contains(peer);
        }
        if (addresses(network.addresses()).contains(peer) || !reached) {
            networkSection.contradiction(
                    "peer",
                    network.addresses().stream()
                            .map(own -> own.network().toString())
                            .toArray(String[]::new));
        }
    }

    /** Domains need somebody to be asked for them, and what is excluded is reached beside the tunnel. */
    private void checkDns(Network network) {
        Section section = networkSection.optionalSection("dns");
        Profile.Dns dns = network.dns();
        if (section == null || dns == null) {
            return;
        }
        if (dns.servers().isEmpty() && !dns.domains().isEmpty()) {
            section.contradiction("domains", "network.dns.servers");
        }
        for (int i = 0; i < dns.servers().size(); i++) {
            InetAddress server = dns.servers().get(i);
            if (network.exclude().stream().anyMatch(out -> out.contains(server))) {
                section.contradictionAt("servers", i);
            }
        }
    }

    /** A route all of which is excluded carries nothing. {@code default} less one family stays a route of the other. */
    private void checkExcluded(Network network) {
        List<String> written = networkSection.texts("routes");
        for (int i = 0; i < written.size(); i++) {
            List<IpPrefix> route = Forms.ROUTE.parse(written.get(i));
            if (route.stream().allMatch(part -> network.exclude().stream().anyMatch(out -> out.contains(part)))) {
                networkSection.contradictionAt("routes", i);
            }
        }
    }
}
