package dev.culvert.net;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of a tunnel's two ends.
 *
 * @param local this machine's
 * @param remote the server's, as far as known
 * @param peer the server's address that verification asks for an echo
 */
public record TunnelAddresses(List<InterfaceAddress> local, List<InterfaceAddress> remote, InetAddress peer) {
    public TunnelAddresses {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
    }

    /** Whether this end has an address of the family. */
    public boolean hasFamily(boolean ipv6) {
        return local.stream().anyMatch(address -> address.network().isIpv6() == ipv6);
    }

    /** This end's address to speak to {@code destination} from: one whose network holds it, else the first of its family. */
    public Optional<InetAddress> sourceFor(InetAddress destination) {
        return local.stream()
                .filter(address -> address.network().contains(destination))
                .findFirst()
                .or(() -> local.stream()
                        .filter(address -> address.address().getClass().equals(destination.getClass()))
                        .findFirst())
                .map(InterfaceAddress::address);
    }
}
