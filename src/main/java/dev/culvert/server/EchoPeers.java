package dev.culvert.server;

import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunOptions;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Devices in memory, each with a host behind it that answers ICMP echo, ICMPv6 echo and UDP (every port sends a datagram
 * back), and on Ethernet ARP and neighbour solicitations. For demonstrations and tests without privilege. Thread-safe.
 */
public final class EchoPeers implements DeviceOpener {
    private final Set<InetAddress> addresses;
    private final Set<String> names = new HashSet<>();

    /** @param addresses IPv4 and IPv6 addresses each peer has */
    public EchoPeers(Set<InetAddress> addresses) {
        this.addresses = Set.copyOf(addresses);
    }

    @Override
    public TunDevice open(TunOptions options) throws TunnelException {
        String name = take(options);
        return new EchoPeer(name, options.layer(), addresses, () -> release(name));
    }

    private synchronized String take(TunOptions options) throws TunnelException {
        String name = options.name() == null ? freeName(options.layer()) : options.name();
        if (!names.add(name)) {
            throw new TunnelException(FailureCause.DEVICE_NAME_TAKEN, "name", name);
        }
        return name;
    }

    private String freeName(Layer layer) {
        String prefix = layer == Layer.IP ? "tun" : "tap";
        int unit = 0;
        while (names.contains(prefix + unit)) {
            unit++;
        }
        return prefix + unit;
    }

    private synchronized void release(String name) {
        names.remove(name);
    }
}
