package dev.culvert.network;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.InterfaceName;
import dev.culvert.net.IpPrefix;
import dev.culvert.profile.Profile;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which names a tunnel's servers are asked for.
 *
 * @param interfaceName the tunnel's interface
 * @param domains in lower case, without the last dot; these and all below them
 * @param all whether every name goes to the servers, not only the domains'
 */
public record DnsSettings(String interfaceName, List<InetAddress> servers, List<String> domains, boolean all) {
    public DnsSettings {
        InterfaceName.require(interfaceName);
        servers = List.copyOf(servers);
        domains = List.copyOf(domains);
    }

    /**
     * What a profile asks for; empty without servers. Every name goes to them where no domain is listed, and where all traffic
     * takes the tunnel: then no query leaves beside it.
     */
    static Optional<DnsSettings> of(Profile profile, String interfaceName) {
        Profile.Dns dns = profile.network().dns();
        if (dns == null || dns.servers().isEmpty()) {
            return Optional.empty();
        }
        List<String> domains = dns.domains().stream()
                .map(domain -> domain.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""))
                .distinct()
                .toList();
        boolean all = domains.isEmpty()
                || profile.network().routes().stream().map(IpPrefix::length).anyMatch(length -> length == 0);
        return Optional.of(new DnsSettings(interfaceName, dns.servers(), domains, all));
    }

    /** The arguments of {@code culvert-dns set} after the place: {@code LINK all|split SERVERS DOMAINS}. */
    public String words() {
        return "%s %s %s %s"
                .formatted(
                        interfaceName,
                        all ? "all" : "split",
                        String.join(",", addresses()),
                        domains.isEmpty() ? "-" : String.join(",", domains));
    }

    /** One change as a user would make it, and its undo; null where the one before has it. */
    public record Change(String command, @Nullable String undo) {}

    /** What is done by these ways, in order. */
    public List<Change> describe(List<DnsWay> ways) {
        List<Change> changes = new ArrayList<>();
        String nameservers =
                addresses().stream().map(server -> "nameserver " + server).collect(Collectors.joining("; "));
        for (DnsWay way : ways) {
            switch (way) {
                case RESOLVED -> resolved(changes);
                case STUB ->
                    changes.add(new Change(
                            "ln -sf /run/systemd/resolve/stub-resolv.conf /etc/resolv.conf",
                            "ln -sf /run/systemd/resolve/resolv.conf /etc/resolv.conf"));
                case RESOLVCONF ->
                    changes.add(new Change(
                            "resolvconf -m 0 -x -a %s.culvert  # %s".formatted(interfaceName, nameservers),
                            "resolvconf -f -d %s.culvert".formatted(interfaceName)));
                case NETWORK_MANAGER -> {
                    changes.add(new Change(
                            "/run/NetworkManager/conf.d/culvert.conf: [global-dns-domain-*] servers="
                                    + String.join(",", addresses()),
                            "rm /run/NetworkManager/conf.d/culvert.conf"));
                    changes.add(new Change("nmcli general reload conf", "nmcli general reload conf"));
                }
                case FILE ->
                    changes.add(new Change(
                            "/etc/resolv.conf: " + nameservers, "mv /var/lib/culvert/dns/original /etc/resolv.conf"));
            }
        }
        return changes;
    }

    private void resolved(List<Change> changes) {
        String routed = domains.stream().map(domain -> "'~" + domain + "'").collect(Collectors.joining(" "));
        changes.add(new Change(
                "resolvectl dns %s %s".formatted(interfaceName, String.join(" ", addresses())),
                "resolvectl revert " + interfaceName));
        changes.add(new Change(
                "resolvectl domain %s %s".formatted(interfaceName, all ? (routed + " '~.'").strip() : routed), null));
        changes.add(new Change("resolvectl default-route %s %s".formatted(interfaceName, all ? "yes" : "no"), null));
        if (all) {
            changes.add(new Change(
                    "resolvectl domain LINK ''; resolvectl llmnr LINK no; resolvectl mdns LINK no  # every other link",
                    "resolvectl domain|llmnr|mdns LINK VALUE…  # as they were"));
        }
    }

    private List<String> addresses() {
        return servers.stream().map(InterfaceAddress::text).toList();
    }
}
