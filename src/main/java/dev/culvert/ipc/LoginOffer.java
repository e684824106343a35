package dev.culvert.ipc;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.culvert.net.LoginTerms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to a server, and what the user's side brings to each login on it, resolved there: no path, no secret.
 *
 * @param reach how the first hop is reached
 * @param hops logins one after another, each but the first through the one before it; the last is the server
 * @param alive ssh_config's, in place of the profile's keepalive; null where that counts
 */
public record LoginOffer(
        Reach reach, List<Hop> hops, @Nullable Alive alive) {
    public static final int MAX_HOPS = 8;

    private static final int MAX_NAME = 255;
    private static final int MAX_TIMEOUT_SECONDS = 3600;
    private static final int MAX_ALIVE_SECONDS = 3600;
    private static final int MAX_MISSED = 100;

    public LoginOffer {
        hops = List.copyOf(hops);
        check(!hops.isEmpty() && hops.size() <= MAX_HOPS, hops.size() + " hops");
    }

    /** Straight to the server. */
    public static LoginOffer direct(Hop server) {
        return new LoginOffer(Reach.Direct.PLAIN, List.of(server), null);
    }

    public Hop server() {
        return hops.getLast();
    }

    /**
     * One login.
     *
     * @param host what to connect to, after ssh_config; looked up by the hop before, or by the helper where there is none
     * @param port TCP port
     * @param user login name there
     * @param methods in order, as SSH names them: {@code publickey}, {@code keyboard-interactive}, {@code password}
     * @param identities public key blobs that can be signed with, in order
     * @param terms algorithms and limits; host key algorithms for known keys first
     * @param timeoutSeconds for the connection and for each step of the login that the server owes; 0 for the program's own
     */
    public record Hop(
            String host,
            int port,
            String user,
            List<String> methods,
            List<Identity> identities,
            LoginTerms terms,
            int timeoutSeconds) {
        public Hop {
            methods = List.copyOf(methods);
            identities = List.copyOf(identities);
            checkHost(host);
            checkPort(port);
            check(
                    timeoutSeconds >= 0 && timeoutSeconds <= MAX_TIMEOUT_SECONDS,
                    "a timeout of " + timeoutSeconds + " s");
        }
    }

    /**
     * How a connection is found to be dead (ssh_config(5): ServerAliveInterval, ServerAliveCountMax); what is beyond bounds is the bound.
     *
     * @param intervalSeconds between two questions, 1 to 3600
     * @param missed questions without an answer that end it, 1 to 100
     */
    public record Alive(int intervalSeconds, int missed) {
        public Alive {
            intervalSeconds = Math.clamp(intervalSeconds, 1, MAX_ALIVE_SECONDS);
            missed = Math.clamp(missed, 1, MAX_MISSED);
        }
    }

    public record Identity(byte[] publicKey, String comment) {}

    /** How the first hop is reached from this machine. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Reach.Direct.class, name = "direct"),
        @JsonSubTypes.Type(value = Reach.Proxy.class, name = "proxy"),
        @JsonSubTypes.Type(value = Reach.Stream.class, name = "stream"),
    })
    public sealed interface Reach {
        /**
         * By TCP.
         *
         * @param bindAddress an address literal of this machine to connect from; null for the system's choice
         * @param bindInterface one whose address to connect from; null for the system's choice
         */
        record Direct(
                Family family,
                @Nullable String bindAddress,
                @Nullable String bindInterface) implements Reach {
            public static final Direct PLAIN = new Direct(Family.ANY, null, null);
        }

        /** @param user whom to log in as at the proxy; null for no login. The password is asked for */
        record Proxy(
                Kind kind, String host, int port, @Nullable String user) implements Reach {
            public Proxy {
                checkHost(host);
                checkPort(port);
            }
        }

        /** Over what the user's side connects when it is asked by {@link Event.NeedStream}. */
        record Stream() implements Reach {}

        enum Family {
            ANY,
            IPV4,
            IPV6
        }

        enum Kind {
            /** HTTP CONNECT (RFC 9110 §9.3.6). */
            HTTP,
            /** RFC 1928; the name is looked up on this machine. */
            SOCKS5,
            /** RFC 1928; the proxy looks the name up. */
            SOCKS5H
        }
    }

    private static void checkHost(String host) {
        check(
                !host.isBlank()
                        && host.length() <= MAX_NAME
                        && host.chars().noneMatch(each -> each <= ' ' || each == 127),
                "a host that is none");
    }

    private static void checkPort(int port) {
        check(port > 0 && port <= 65535, "port " + port);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
