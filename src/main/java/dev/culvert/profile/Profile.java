package dev.culvert.profile;

import dev.culvert.net.HostPort;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What a user asks for, version 1. Immutable; absent keys hold their default. Read by ProfileReader. */
public record Profile(
        String name,
        Mode mode,
        Server server,
        Auth auth,
        Device device,
        Network network,
        Remote remote,
        Keepalive keepalive,
        Reconnect reconnect,
        @Nullable Proxy proxy,
        List<Forward> forwards,
        List<FilterRule> filter,
        List<Mode> fallback,
        String start) {
    public static final int VERSION = 1;

    public Profile {
        forwards = List.copyOf(forwards);
        filter = List.copyOf(filter);
        fallback = List.copyOf(fallback);
    }

    public enum Mode {
        TUN,
        TAP,
        TRANSPARENT,
        PROXY
    }

    /** {@code port} empty and {@code user} null: from ssh_config, else 22 and the login name. {@code jump} as written: {@code user@host:port}. */
    public record Server(
            String host,
            OptionalInt port,
            @Nullable String user,
            List<String> jump,
            @Nullable String proxy,
            boolean useSshConfig) {
        public Server {
            jump = List.copyOf(jump);
        }
    }

    /** Paths are as written ({@code ~} not expanded); empty lists mean what {@code ssh} would try. */
    public record Auth(List<AuthMethod> methods, List<String> keys, List<String> knownHosts) {
        public Auth {
            methods = List.copyOf(methods);
            keys = List.copyOf(keys);
            knownHosts = List.copyOf(knownHosts);
        }
    }

    public enum AuthMethod {
        AGENT,
        KEY,
        KEYBOARD_INTERACTIVE,
        PASSWORD
    }

    /** {@code name} null: the kernel's choice. {@code remoteUnit} empty: any. {@code mtu} empty: auto. */
    public record Device(@Nullable String name, OptionalInt remoteUnit, OptionalInt mtu) {}

    /**
     * {@code addresses} empty: free ones are chosen, unless {@code dhcp}. {@code peer} null: the first of the server's addresses.
     * A default route is both {@link IpPrefix#ALL_IPV4} and {@link IpPrefix#ALL_IPV6} in {@code routes}.
     */
    public record Network(
            List<InterfaceAddress> addresses,
            boolean dhcp,
            @Nullable InetAddress peer,
            List<IpPrefix> routes,
            List<IpPrefix> exclude,
            @Nullable Dns dns,
            boolean killSwitch) {
        public Network {
            addresses = List.copyOf(addresses);
            routes = List.copyOf(routes);
            exclude = List.copyOf(exclude);
        }
    }

    public record Dns(List<InetAddress> servers, List<String> domains) {
        public Dns {
            servers = List.copyOf(servers);
            domains = List.copyOf(domains);
        }
    }

    /** The server's end: whether Culvert sets it up, its addresses, forwarding, and commands run there as the login user. */
    public record Remote(
            boolean configure,
            List<InterfaceAddress> addresses,
            boolean forward,
            boolean masquerade,
            List<String> up,
            List<String> down) {
        public Remote {
            addresses = List.copyOf(addresses);
            up = List.copyOf(up);
            down = List.copyOf(down);
        }
    }

    public record Keepalive(Duration interval, int missed) {}

    public record Reconnect(boolean enabled, boolean hold, Duration maxDelay) {}

    public record Proxy(
            @Nullable HostPort socks,
            @Nullable HostPort http,
            @Nullable String username) {}

    public record Forward(
            Kind kind, String listen, @Nullable String target) {
        public enum Kind {
            LOCAL,
            REMOTE,
            DYNAMIC
        }
    }

    public record FilterRule(Action action, String match) {
        public enum Action {
            DROP,
            ALLOW
        }
    }
}
