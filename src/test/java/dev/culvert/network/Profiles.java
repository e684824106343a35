package dev.culvert.network;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.profile.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Profiles and their parts, short. */
final class Profiles {
    private Profiles() {}

    static Profile of(Profile.Mode mode, Profile.Network network, Profile.Remote remote, OptionalInt mtu) {
        Profile base = Profile.of("office", mode, Profile.Server.of("192.0.2.1"));
        return new Profile(
                base.name(),
                mode,
                base.server(),
                base.auth(),
                new Profile.Device(null, OptionalInt.empty(), mtu),
                network,
                remote,
                base.keepalive(),
                base.reconnect(),
                null,
                List.of(),
                List.of(),
                List.of(),
                base.start());
    }

    /** A tun profile with these routes, {@code default} among them meaning both families. */
    static Profile routes(String... routes) {
        return of(
                Profile.Mode.TUN,
                network(List.of(), null, prefixes(routes), List.of()),
                Profile.Remote.DEFAULT,
                OptionalInt.empty());
    }

    /** The same with DNS servers, and the domains they are for. */
    static Profile dns(List<String> servers, List<String> domains, String... routes) {
        Profile.Network plain = routes(routes).network();
        return of(
                Profile.Mode.TUN,
                new Profile.Network(
                        plain.addresses(),
                        false,
                        null,
                        plain.routes(),
                        plain.exclude(),
                        new Profile.Dns(
                                servers.stream().map(InterfaceAddress::address).toList(), domains),
                        false),
                Profile.Remote.DEFAULT,
                OptionalInt.empty());
    }

    static Profile.Network network(
            List<InterfaceAddress> addresses, @Nullable String peer, List<IpPrefix> routes, List<IpPrefix> exclude) {
        return new Profile.Network(
                addresses, false, peer == null ? null : InterfaceAddress.address(peer), routes, exclude, null, false);
    }

    static Profile.Remote remote(boolean configure, String... addresses) {
        return new Profile.Remote(configure, addresses(addresses), false, false, List.of(), List.of());
    }

    static List<InterfaceAddress> addresses(String... addresses) {
        return Arrays.stream(addresses).map(InterfaceAddress::parse).toList();
    }

    static List<IpPrefix> prefixes(String... prefixes) {
        return Arrays.stream(prefixes)
                .flatMap(text -> text.equals("default")
                        ? List.of(IpPrefix.ALL_IPV4, IpPrefix.ALL_IPV6).stream()
                        : List.of(IpPrefix.parse(text)).stream())
                .toList();
    }

    static final TunnelAddresses BOTH = new TunnelAddresses(
            addresses("10.78.0.1/24", "fd78::1/64"),
            addresses("10.78.0.2/24", "fd78::2/64"),
            InterfaceAddress.address("10.78.0.2"));

    static final TunnelAddresses ONLY_IPV4 = new TunnelAddresses(
            addresses("10.78.0.1/24"), addresses("10.78.0.2/24"), InterfaceAddress.address("10.78.0.2"));
}
