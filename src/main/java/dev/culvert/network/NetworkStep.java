package dev.culvert.network;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.InterfaceName;
import dev.culvert.net.IpPrefix;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One change to this machine's network: what {@code ip} is told to make it, and to undo it (ip-link(8), ip-address(8), ip-route(8)). */
public sealed interface NetworkStep {
    /** The arguments of {@code ip}, as one line of {@code ip -batch}. */
    String command();

    /** The same for the undo; null where there is nothing to go back to. */
    @Nullable
    String undo();

    /** Whether the kernel undoes it when the interface goes. What it does not undo is journalled before it is done. */
    default boolean goesWithInterface() {
        return true;
    }

    /** The command as a user would type it. */
    default String describe() {
        return "ip " + command();
    }

    /** The undo as a user would type it; null where the kernel does it when the interface goes. */
    default @Nullable String describeUndo() {
        String undo = undo();
        return goesWithInterface() || undo == null ? null : "ip " + undo;
    }

    /** @param mtu bytes */
    record SetMtu(String interfaceName, int mtu) implements NetworkStep {
        public SetMtu {
            InterfaceName.require(interfaceName);
        }

        @Override
        public String command() {
            return "link set dev " + interfaceName + " mtu " + mtu;
        }

        @Override
        public @Nullable String undo() {
            return null;
        }
    }

    /** @param detectDuplicates false: an IPv6 address is used at once (RFC 4862 §5.4 asks for no detection on a link without neighbours) */
    record AddAddress(String interfaceName, InterfaceAddress address, boolean detectDuplicates) implements NetworkStep {
        public AddAddress {
            InterfaceName.require(interfaceName);
        }

        @Override
        public String command() {
            boolean nodad = address.network().isIpv6() && !detectDuplicates;
            return "address add " + address + " dev " + interfaceName + (nodad ? " nodad" : "");
        }

        @Override
        public String undo() {
            return "address del " + address + " dev " + interfaceName;
        }
    }

    record LinkUp(String interfaceName) implements NetworkStep {
        public LinkUp {
            InterfaceName.require(interfaceName);
        }

        @Override
        public String command() {
            return "link set dev " + interfaceName + " up";
        }

        @Override
        public String undo() {
            return "link set dev " + interfaceName + " down";
        }
    }

    /** @param via the next hop on the device's own link; null where the device has no neighbours to choose from */
    record AddRoute(
            String interfaceName, IpPrefix prefix, @Nullable InetAddress via) implements NetworkStep {
        public AddRoute {
            InterfaceName.require(interfaceName);
        }

        @Override
        public String command() {
            return "route add " + route();
        }

        @Override
        public String undo() {
            return "route del " + route();
        }

        private String route() {
            return prefix + (via == null ? "" : " via " + host(via)) + " dev " + interfaceName;
        }
    }

    /** Packets for the prefix are refused: for a family that has no address in the tunnel and must not leave beside it. */
    record UnreachableRoute(IpPrefix prefix, int metric) implements NetworkStep {
        @Override
        public String command() {
            return "route add unreachable " + prefix + " metric " + metric;
        }

        @Override
        public String undo() {
            return "route del unreachable " + prefix + " metric " + metric;
        }

        @Override
        public boolean goesWithInterface() {
            return false;
        }
    }

    private static String host(InetAddress address) {
        String text = new InterfaceAddress(address, address.getAddress().length * 8).toString();
        return text.substring(0, text.indexOf('/'));
    }
}
