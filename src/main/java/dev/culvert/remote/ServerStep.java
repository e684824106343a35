package dev.culvert.remote;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One change to the server's end. Done only where it is not so already; then it is not taken back either. */
public sealed interface ServerStep {
    /** The call in {@code server-end.sh}. */
    String call();

    /** What is done, as one would type it as root on the server; null where nothing is until the end. */
    @Nullable
    String describe(String device);

    /** How it is taken back; null where nothing is. */
    @Nullable
    String describeUndo(String device);

    /** @param mtu bytes */
    record SetMtu(int mtu) implements ServerStep {
        @Override
        public String call() {
            return "mtu " + mtu;
        }

        @Override
        public String describe(String device) {
            return "ip link set dev " + device + " mtu " + mtu;
        }

        @Override
        public @Nullable String describeUndo(String device) {
            return null;
        }
    }

    record AddAddress(InterfaceAddress address) implements ServerStep {
        @Override
        public String call() {
            return "address " + address;
        }

        @Override
        public String describe(String device) {
            return "ip address add " + address + " dev " + device;
        }

        @Override
        public String describeUndo(String device) {
            return "ip address del " + address + " dev " + device;
        }
    }

    record LinkUp() implements ServerStep {
        @Override
        public String call() {
            return "link_up";
        }

        @Override
        public String describe(String device) {
            return "ip link set dev " + device + " up";
        }

        @Override
        public String describeUndo(String device) {
            return "ip link set dev " + device + " down";
        }
    }

    record AddRoute(IpPrefix prefix) implements ServerStep {
        @Override
        public String call() {
            return "route " + family(prefix.isIpv6()) + " " + prefix;
        }

        @Override
        public String describe(String device) {
            return "ip route add " + prefix + " dev " + device;
        }

        @Override
        public String describeUndo(String device) {
            return "ip route del " + prefix + " dev " + device;
        }
    }

    /** Put back when no other tunnel needs it, and only if it was off. */
    record Forward(boolean ipv6) implements ServerStep {
        @Override
        public String call() {
            return "forward " + family(ipv6);
        }

        @Override
        public String describe(String device) {
            return "sysctl -w " + key() + "=1";
        }

        @Override
        public String describeUndo(String device) {
            return "sysctl -w " + key() + "=0";
        }

        private String key() {
            return ipv6 ? "net.ipv6.conf.all.forwarding" : "net.ipv4.ip_forward";
        }
    }

    /** @param networks the tunnel's, all of one family; what comes from them leaves with the server's own address */
    record Masquerade(boolean ipv6, List<IpPrefix> networks) implements ServerStep {
        public Masquerade {
            networks = List.copyOf(networks);
        }

        @Override
        public String call() {
            return "masquerade " + family(ipv6) + " "
                    + networks.stream().map(IpPrefix::toString).collect(Collectors.joining(" "));
        }

        @Override
        public String describe(String device) {
            String family = ipv6 ? "ip6" : "ip";
            String rules = networks.stream()
                    .map(network -> "%s saddr %s oifname != \"%s\" masquerade;".formatted(family, network, device))
                    .collect(Collectors.joining(" "));
            return "nft 'table %s culvert_%s { chain postrouting { type nat hook postrouting priority 100; %s }; }'"
                    .formatted(family, device, rules);
        }

        @Override
        public String describeUndo(String device) {
            return "nft delete table " + (ipv6 ? "ip6" : "ip") + " culvert_" + device;
        }
    }

    /** A command of the profile, as the login user. */
    record Run(String command) implements ServerStep {
        @Override
        public String call() {
            return "run " + Script.quote(command);
        }

        @Override
        public String describe(String device) {
            return command;
        }

        @Override
        public @Nullable String describeUndo(String device) {
            return null;
        }
    }

    /** The profile's commands for the end, as the login user; noted before the first command of its begin is run. */
    record RunAtEnd(List<String> commands) implements ServerStep {
        public RunAtEnd {
            commands = List.copyOf(commands);
        }

        @Override
        public String call() {
            return commands.stream()
                    .map(command -> "as_user " + Script.quote(command))
                    .collect(Collectors.joining("\n", "at_end() {\n", "\n}\nundo_with at_end"));
        }

        @Override
        public @Nullable String describe(String device) {
            return null;
        }

        @Override
        public String describeUndo(String device) {
            return String.join("; ", commands);
        }
    }

    private static String family(boolean ipv6) {
        return ipv6 ? "6" : "4";
    }
}
