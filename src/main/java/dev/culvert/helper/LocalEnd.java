package dev.culvert.helper;

import dev.culvert.net.Failure;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import dev.culvert.network.ClashCheck;
import dev.culvert.network.DnsSettings;
import dev.culvert.network.DnsWay;
import dev.culvert.network.LocalNetwork;
import dev.culvert.network.NetworkConfigurator;
import dev.culvert.network.NetworkPlan;
import dev.culvert.network.NetworkPlanner;
import dev.culvert.pipeline.FamilyGuard;
import dev.culvert.pipeline.PacketPath;
import dev.culvert.pipeline.TrafficCounters;
import dev.culvert.profile.Profile;
import dev.culvert.remote.KnownServers;
import dev.culvert.remote.ServerSession;
import dev.culvert.ssh.TunChannel;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunOptions;
import java.net.InetAddress;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This machine's end of one tunnel: the interface with its addresses and routes, and the packet path. It stays while connections
 * come and go, so that what runs through the tunnel sees a pause and no end. One thread at a time makes and unmakes it.
 */
final class LocalEnd {
    private static final Logger log = LoggerFactory.getLogger(LocalEnd.class);

    private final TunnelParts parts;
    private final Consumer<Failure> deviceEnded;
    private final BiConsumer<String, List<String>> warnings;
    private final NetworkConfigurator configurator;

    private volatile @Nullable TunDevice device;
    private volatile @Nullable PacketPath path;

    /** What it was last configured from; null before. */
    private volatile @Nullable Approach approach;

    private @Nullable NetworkPlan plan;
    private @Nullable ServerSession session;
    private @Nullable DnsWatch dnsWatch;
    private boolean warnedOfNames;

    LocalEnd(TunnelParts parts, Consumer<Failure> deviceEnded, BiConsumer<String, List<String>> warnings) {
        this.parts = parts;
        this.deviceEnded = deviceEnded;
        this.warnings = warnings;
        configurator = new NetworkConfigurator(parts.ip(), parts.journal(), parts.dns());
    }

    /** Makes the interface, or does nothing when it is there. */
    void open(Profile profile, Layer layer, TrafficCounters counters) throws TunnelException {
        if (device == null) {
            TunDevice opened =
                    parts.devices().open(new TunOptions(layer, profile.device().name()));
            path = PacketPath.of(opened, counters, deviceEnded);
            device = opened;
        }
    }

    /** Carries packets through a channel from now on, and brings the interface up when it is not. */
    void join(TunChannel channel, Approach next, Consumer<Failure> channelEnded) throws TunnelException {
        PacketPath opened = path();
        boolean ipv4Only = next.layer() == Layer.IP
                && KnownServers.endsAtIpv6(next.connection().facts().banner());
        opened.filter(ipv4Only ? new FamilyGuard(true, false) : null);
        opened.join(channel, channelEnded);
        NetworkPlan planned = next.localPlan(interfaceName());
        if (approach == null) {
            configurator.applyAddresses(planned);
        } else if (next.layer() == Layer.ETHERNET) {
            configurator.forgetNeighbours();
        }
        approach = next;
        plan = planned;
    }

    void setRoutes() throws TunnelException {
        NetworkPlan current = plan;
        if (current != null) {
            configurator.setRoutes(current);
        }
    }

    /**
     * Has the tunnel's DNS servers asked, if the profile names any; again after each connection, for this machine's network may
     * have changed.
     *
     * @param begun told before
     */
    void setDns(Runnable begun) throws TunnelException {
        NetworkPlan current = plan;
        DnsSettings dns = current == null ? null : current.dns();
        if (dns == null) {
            warnOfNames(current);
            return;
        }
        begun.run();
        boolean split = DnsWay.canSplit(configurator.setDns(dns));
        if (dnsWatch == null) {
            if (!split && !dns.all()) {
                warnings.accept("dns-all", List.of("domains", String.join(", ", dns.domains())));
            }
            dnsWatch = DnsWatch.start(this::setDnsAgain);
        }
    }

    /** Once: with every packet in the tunnel, a DNS server of this machine's own network is still asked outside it. */
    private void warnOfNames(@Nullable NetworkPlan current) {
        if (!warnedOfNames && current != null && current.leadsEverything()) {
            warnedOfNames = true;
            warnings.accept("dns-unchanged", List.of());
        }
    }

    private void setDnsAgain() {
        try {
            log.info("whom this machine asks for names was changed; the tunnel's servers are asked again");
            configurator.setDnsAgain();
        } catch (TunnelException e) {
            log.warn("the tunnel's DNS servers are not asked: {}", e.failure());
        }
    }

    /** Remembers the server's processes of the connection that was made last; null when it does not tell. */
    void heldBy(@Nullable ServerSession made) {
        session = made;
    }

    /** What the next connection finds; null when nothing is configured. */
    Approach.@Nullable Held held() throws TunnelException {
        Approach last = approach;
        return last == null
                ? null
                : new Approach.Held(
                        last.serverAddresses(), last.addresses(), last.mtu(), configurator.others(), session);
    }

    /** Makes sure that packets to the server's addresses do not run through this tunnel, wherever this machine is now. */
    void keepOutside(Profile profile, List<InetAddress> serverAddresses, LocalNetwork others) throws TunnelException {
        Approach last = approach;
        if (last == null) {
            return;
        }
        NetworkPlan moved =
                NetworkPlanner.plan(profile, interfaceName(), serverAddresses, last.addresses(), last.mtu(), others);
        try {
            ClashCheck.check(moved, others);
        } catch (TunnelException e) {
            warnings.accept("overlaps-here", List.of("reason", e.failure().toString()));
        }
        configurator.setRoutes(moved);
    }

    /** Lets the channel go and keeps all else. */
    void part() {
        PacketPath opened = path;
        if (opened != null) {
            opened.part();
        }
    }

    /** Takes this machine's settings back; the interface stays. */
    void undo() {
        DnsWatch watch = dnsWatch;
        if (watch != null) {
            watch.close();
        }
        dnsWatch = null;
        try {
            configurator.undo();
        } catch (TunnelException e) {
            log.error("not everything is undone: {}", e.failure(), e);
            warnings.accept("undo-failed", List.of("reason", e.failure().toString()));
        }
        approach = null;
        plan = null;
    }

    /** Closes the channel and takes the interface away. */
    void close() {
        PacketPath opened = path;
        if (opened != null) {
            opened.close();
        }
        path = null;
        device = null;
    }

    PacketPath path() {
        PacketPath opened = path;
        if (opened == null) {
            throw new IllegalStateException("no interface");
        }
        return opened;
    }

    String interfaceName() {
        String name = nameIfOpen();
        if (name == null) {
            throw new IllegalStateException("no interface");
        }
        return name;
    }

    @Nullable
    String nameIfOpen() {
        TunDevice opened = device;
        return opened == null ? null : opened.name();
    }

    int mtu() {
        Approach current = approach;
        return current == null ? 0 : current.mtu();
    }

    List<String> addresses() {
        Approach current = approach;
        return current == null ? List.of() : text(current.addresses().local());
    }

    List<String> remoteAddresses() {
        Approach current = approach;
        return current == null ? List.of() : text(current.addresses().remote());
    }

    private static List<String> text(List<InterfaceAddress> addresses) {
        return addresses.stream().map(InterfaceAddress::toString).toList();
    }
}
