package dev.culvert.helper;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import dev.culvert.pipeline.EchoProbe;
import dev.culvert.pipeline.PacketPath;
import dev.culvert.remote.ServerFacts;
import dev.culvert.remote.ServerLook;
import dev.culvert.remote.ServerStep;
import dev.culvert.ssh.SshConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What lies behind the server, in the profile's routes: whether packets for it are passed on, and whether its answers come back.
 * Hosts are asked that the server knows as neighbours; where none of those answers the server itself, nothing is said.
 */
final class NetworkBehind {
    private static final Duration ANSWER = Duration.ofMillis(1500);
    private static final int MAX_HOSTS = 3;

    private final Approach approach;
    private final ServerFacts server;
    private final SshConnection ssh;
    private final PacketPath path;
    private final String device;
    private final List<IpPrefix> routes;

    /** @param device the server's; empty where unknown */
    NetworkBehind(Approach approach, ServerFacts server, PacketPath path, String device) {
        this.approach = approach;
        this.server = server;
        ssh = approach.connection();
        this.path = path;
        this.device = device.isEmpty() ? "DEVICE" : device;
        routes = approach.profile().network().routes().stream()
                .filter(route -> approach.addresses().hasFamily(route.isIpv6()))
                .filter(this::isBehind)
                .toList();
    }

    /** Not the tunnel itself, and more than an address of the server's own. */
    private boolean isBehind(IpPrefix route) {
        return approach.addresses().remote().stream()
                        .noneMatch(address -> address.network().contains(route))
                && server.addresses().stream()
                        .noneMatch(own -> route.equals(IpPrefix.of(
                                own.address().address(), own.address().address().getAddress().length * 8)));
    }

    /** Whether the profile leads anything there, and the server has told enough of itself. */
    boolean isWanted() {
        return !routes.isEmpty() && server.hasShell() && server.system().equals("Linux");
    }

    void look(Trials.Notes notes) throws TunnelException {
        List<IpPrefix> stuck =
                routes.stream().filter(route -> !forwards(route.isIpv6())).toList();
        if (stuck.size() == routes.size()) {
            throw new TunnelException(notForwarded(stuck));
        }
        if (!stuck.isEmpty()) {
            notes.warn(notForwarded(stuck)); // the other family may do
        }
        // on Ethernet a packet needs the gateway's address first, and the kernel has no route yet that would ask
        List<InetAddress> hosts = approach.layer() == Layer.IP ? hosts() : List.of();
        for (InetAddress host : hosts) {
            Optional<Duration> answer = echo(host);
            if (answer.isPresent()) {
                notes.saw("host", host.getHostAddress());
                notes.saw(
                        "millis",
                        String.format(Locale.ROOT, "%.1f", answer.get().toNanos() / 1e6));
                return;
            }
        }
        List<InetAddress> answering = hosts.isEmpty() ? List.of() : ServerLook.answering(ssh, hosts);
        if (!answering.isEmpty()) {
            InetAddress host = answering.getFirst();
            List<IpPrefix> led =
                    routes.stream().filter(route -> route.contains(host)).toList();
            throw new TunnelException(
                    FailureCause.REMOTE_NO_WAY_BACK,
                    "device",
                    device,
                    "host",
                    host.getHostAddress(),
                    "commands",
                    commands(led, false));
        }
    }

    private Failure notForwarded(List<IpPrefix> stuck) {
        return Failure.of(
                FailureCause.REMOTE_NOT_FORWARDING,
                "device",
                device,
                "families",
                stuck.stream()
                        .map(route -> route.isIpv6() ? "IPv6" : "IPv4")
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")),
                "routes",
                stuck.stream().map(IpPrefix::toString).collect(Collectors.joining(", ")),
                "commands",
                commands(stuck, true));
    }

    private boolean forwards(boolean ipv6) {
        boolean byUs = approach.profile().remote().configure()
                && approach.profile().remote().forward();
        return byUs || (ipv6 ? server.forwards6() : server.forwards4());
    }

    private List<InetAddress> hosts() throws TunnelException {
        return ServerLook.near(ssh).stream()
                .filter(host -> routes.stream().anyMatch(route -> route.contains(host) && forwards(route.isIpv6())))
                .filter(host -> approach.profile().network().exclude().stream().noneMatch(out -> out.contains(host)))
                .filter(host -> !host.isLinkLocalAddress() && !host.isMulticastAddress())
                .filter(host -> approach.local().addresses().stream()
                        .noneMatch(ours -> ours.address().address().equals(host)))
                .filter(host -> approach.addresses().sourceFor(host).isPresent())
                .limit(MAX_HOSTS)
                .toList();
    }

    private Optional<Duration> echo(InetAddress host) throws TunnelException {
        try {
            InetAddress source = approach.addresses().sourceFor(host).orElseThrow();
            return EchoProbe.tun(path, source, host).measure(ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(FailureCause.CANCELLED);
        } catch (IOException e) {
            throw e instanceof TunnelException named
                    ? named
                    : new TunnelException(Failure.of(FailureCause.TUNNEL_CLOSED, "reason", e.toString()), e);
        }
    }

    /** What root types on the server to forward and masquerade these routes' families. */
    private String commands(List<IpPrefix> stuck, boolean forwardToo) {
        List<ServerStep> steps = new ArrayList<>();
        for (boolean ipv6 : new boolean[] {false, true}) {
            if (stuck.stream().anyMatch(route -> route.isIpv6() == ipv6)) {
                List<IpPrefix> networks = approach.addresses().local().stream()
                        .map(InterfaceAddress::network)
                        .filter(network -> network.isIpv6() == ipv6)
                        .distinct()
                        .toList();
                if (forwardToo) {
                    steps.add(new ServerStep.Forward(ipv6));
                }
                steps.add(new ServerStep.Masquerade(ipv6, networks));
            }
        }
        return steps.stream()
                .map(step -> Objects.requireNonNull(step.describe(device)))
                .collect(Collectors.joining("\n"));
    }
}
