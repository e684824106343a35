package dev.culvert.network;

import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import dev.culvert.net.UsedPrefixes;
import dev.culvert.profile.Profile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the addresses of a tunnel's two ends. Pure, and the same answer for the same profile while its addresses are free. */
public final class AddressChooser {
    private static final int ATTEMPTS = 4096;

    private AddressChooser() {}

    /**
     * The profile's addresses; what it leaves out is derived from the other end's, or, where it names none at all, a free /30
     * of 10.0.0.0/8 and a free /64 of fd00::/8 (RFC 4193).
     *
     * @throws TunnelException PROFILE_INVALID (fact pointer) when one end's addresses leave no room for the other's, or the
     *     server's end is not to be configured and nothing says what it has; ADDRESS_CLASH when none is free
     */
    public static TunnelAddresses choose(Profile profile, UsedPrefixes here, UsedPrefixes there)
            throws TunnelException {
        List<InterfaceAddress> local = profile.network().addresses();
        List<InterfaceAddress> remote = profile.remote().addresses();
        if (local.isEmpty() && remote.isEmpty()) {
            if (!profile.remote().configure()) {
                throw invalid("/network/addresses");
            }
            boolean ipv6 = here.ipv6() && there.ipv6() && profile.device().carriesIpv6();
            List<IpPrefix> networks = free(profile, here, there, ipv6);
            local = networks.stream().map(network -> host(network, 1)).toList();
            remote = networks.stream().map(network -> host(network, 2)).toList();
        } else if (remote.isEmpty()) {
            remote = neighbours(local, profile.network().peer(), "/remote/addresses");
        } else if (local.isEmpty()) {
            local = neighbours(remote, null, "/network/addresses");
        }
        InetAddress peer = profile.network().peer();
        return new TunnelAddresses(
                local, remote, peer != null ? peer : remote.getFirst().address());
    }

    private static List<IpPrefix> free(Profile profile, UsedPrefixes here, UsedPrefixes there, boolean ipv6)
            throws TunnelException {
        List<IpPrefix> connected = Stream.concat(here.connected().stream(), there.connected().stream())
                .toList();
        // what is behind the server or routed elsewhere stays whole where it can
        List<IpPrefix> avoided = Stream.of(
                        connected,
                        here.routed(),
                        there.routed(),
                        profile.network().routes().stream()
                                .filter(route -> route.length() > 0)
                                .toList(),
                        profile.network().exclude())
                .flatMap(List::stream)
                .toList();
        List<IpPrefix> found = new ArrayList<>();
        for (boolean sixth : ipv6 ? new boolean[] {false, true} : new boolean[] {false}) {
            found.add(firstFree(profile.name(), sixth, avoided)
                    .or(() -> firstFree(profile.name(), sixth, connected))
                    .orElseThrow(() -> new TunnelException(
                            FailureCause.ADDRESS_CLASH, "address", sixth ? "fd00::/8" : "10.0.0.0/8")));
        }
        return found;
    }

    private static Optional<IpPrefix> firstFree(String seed, boolean ipv6, List<IpPrefix> taken) {
        return java.util.stream.IntStream.range(0, ATTEMPTS)
                .mapToObj(attempt -> candidate(seed, ipv6, attempt))
                .filter(network -> taken.stream().noneMatch(network::overlaps))
                .findFirst();
    }

    /** The {@code attempt}th network that a name leads to. */
    private static IpPrefix candidate(String seed, boolean ipv6, int attempt) {
        byte[] bytes = Arrays.copyOf(sha256(seed + "/" + attempt), ipv6 ? 16 : 4);
        bytes[0] = (byte) (ipv6 ? 0xfd : 10);
        return IpPrefix.of(address(bytes), ipv6 ? 64 : 30);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    private static List<InterfaceAddress> neighbours(
            List<InterfaceAddress> addresses, @Nullable InetAddress peer, String pointer) throws TunnelException {
        List<InterfaceAddress> neighbours = new ArrayList<>();
        for (InterfaceAddress address : addresses) {
            neighbours.add(neighbour(address, peer).orElseThrow(() -> invalid(pointer)));
        }
        return neighbours;
    }

    /** The peer where it is of this family, else the first other host of the address's network. */
    private static Optional<InterfaceAddress> neighbour(InterfaceAddress address, @Nullable InetAddress peer) {
        int bits = address.address().getAddress().length * 8;
        if (peer != null && peer.getAddress().length * 8 == bits) {
            return Optional.of(new InterfaceAddress(peer, address.prefixLength()));
        }
        if (address.prefixLength() == bits) {
            return Optional.empty();
        }
        // two addresses alone are both hosts (RFC 3021, RFC 6164); else the first is the network's
        int first = address.prefixLength() == bits - 1 ? 0 : 1;
        InterfaceAddress low = host(address.network(), first);
        return Optional.of(low.address().equals(address.address()) ? host(address.network(), first + 1) : low);
    }

    private static InterfaceAddress host(IpPrefix network, int number) {
        byte[] bytes = network.address().getAddress();
        bytes[bytes.length - 1] |= (byte) number;
        return new InterfaceAddress(address(bytes), network.length());
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static TunnelException invalid(String pointer) {
        return new TunnelException(FailureCause.PROFILE_INVALID, "pointer", pointer);
    }
}
