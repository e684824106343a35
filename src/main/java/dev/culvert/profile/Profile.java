package dev.culvert.profile;

import dev.culvert.net.HostPort;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.Layer;
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

    public static final String START_MANUAL = "manual";

    public Profile {
        forwards = List.copyOf(forwards);
        filter = List.copyOf(filter);
        fallback = List.copyOf(fallback);
    }

    /** A profile that says these three and leaves the rest to the defaults. */
    public static Profile of(String name, Mode mode, Server server) {
        return new Profile(
                name,
                mode,
                server,
                Auth.DEFAULT,
                Device.DEFAULT,
                Network.DEFAULT,
                Remote.DEFAULT,
                Keepalive.DEFAULT,
                Reconnect.DEFAULT,
                null,
                List.of(),
                List.of(),
                List.of(),
                START_MANUAL);
    }

    /** What the tunnel's interface carries. */
    public Layer layer() {
        return mode == Mode.TAP ? Layer.ETHERNET : Layer.IP;
    }

    /** The same under another name. */
    public Profile named(String other) {
        return new Profile(
                other, mode, server, auth, device, network, remote, keepalive, reconnect, proxy, forwards, filter,
                fallback, start);
    }

    public enum Mode {
        TUN,
        TAP,
        TRANSPARENT,
        PROXY
    }

    /** {@code port} empty and {@code user} null: from ssh_config, else 22 and the login name. {@code jump} as written: {@code user@host:port}. {@code matchExec}: ssh_config's commands are run. */
    public record Server(
            String host,
            OptionalInt port,
            @Nullable String user,
            List<String> jump,
            @Nullable String proxy,
            boolean useSshConfig,
            boolean matchExec) {
        public static Server of(String host) {
            return new Server(host, OptionalInt.empty(), null, List.of(), null, true, false);
        }

        public Server {
            jump = List.copyOf(jump);
        }
    }

    /**
     * Paths are as written ({@code ~} not expanded); empty lists mean what {@code ssh} would try.
     *
     * @param hostKeys what becomes of a host key that is not known; null as ssh_config has it
     */
    public record Auth(
            List<AuthMethod> methods,
            List<String> keys,
            List<String> knownHosts,
            @Nullable HostKeys hostKeys,
            Algorithms algorithms) {
        public static final Auth DEFAULT = new Auth(List.of(), List.of(), List.of(), null, Algorithms.DEFAULT);

        public Auth {
            methods = List.copyOf(methods);
            keys = List.copyOf(keys);
            knownHosts = List.copyOf(knownHosts);
        }
    }

    /** What becomes of a host key that is not known. */
    public enum HostKeys {
        ASK,
        ACCEPT_NEW,
        STRICT
    }

    /** Lists as in ssh_config(5), with {@code + - ^} and patterns; null as ssh_config has it. */
    public record Algorithms(
            @Nullable String kex,
            @Nullable String hostKeys,
            @Nullable String ciphers,
            @Nullable String macs) {
        public static final Algorithms DEFAULT = new Algorithms(null, null, null, null);
    }

    public enum AuthMethod {
        AGENT,
        KEY,
        KEYBOARD_INTERACTIVE,
        PASSWORD
    }

    /** {@code name} null: the kernel's choice. {@code remoteUnit} empty: any. {@code mtu} empty: auto. */
    public record Device(@Nullable String name, OptionalInt remoteUnit, OptionalInt mtu) {
        public static final Device DEFAULT = new Device(null, OptionalInt.empty(), OptionalInt.empty());

        /** The least that IPv6 asks of a link, in bytes (RFC 8200 §5). */
        public static final int IPV6_MTU = 1280;

        /** Whether the tunnel's MTU is enough for IPv6. */
        public boolean carriesIpv6() {
            return mtu.isEmpty() || mtu.getAsInt() >= IPV6_MTU;
        }

        /**
         * The largest MTU that OpenSSH's sshd carries: it reads 16 KiB from its device at once. On tun that is a packet after
         * its address family; on tap it has an Ethernet header and maybe one VLAN tag, and what is longer is cut off.
         */
        public static int mostMtu(Mode mode) {
            return mode == Mode.TAP ? 16384 - 14 - 4 : 16384 - 4;
        }
    }

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
        public static final Network DEFAULT = new Network(List.of(), false, null, List.of(), List.of(), null, false);

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
        public static final Remote DEFAULT = new Remote(true, List.of(), false, false, List.of(), List.of());

        public Remote {
            addresses = List.copyOf(addresses);
            up = List.copyOf(up);
            down = List.copyOf(down);
        }
    }

    public record Keepalive(Duration interval, int missed) {
        public static final Keepalive DEFAULT = new Keepalive(Duration.ofSeconds(10), 3);
    }

    public record Reconnect(boolean enabled, boolean hold, Duration maxDelay) {
        public static final Reconnect DEFAULT = new Reconnect(true, true, Duration.ofSeconds(30));
    }

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
