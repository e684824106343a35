package dev.culvert.ssh;

import dev.culvert.net.HostPort;
import dev.culvert.net.TunnelException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to a server.
 *
 * @param reach how the first hop is reached
 * @param hops logins, each but the first through the one before; the last is the server
 */
public record Way(Reach reach, List<Hop> hops) {
    public Way {
        hops = List.copyOf(hops);
    }

    /**
     * One login.
     *
     * @param timeout longest wait for the connection, and for the next step of the login while nobody is being asked
     */
    public record Hop(
            SshConnector.Target target, SshConnector.Offer offer, LoginCallbacks callbacks, Duration timeout) {}

    public sealed interface Reach {}

    /**
     * By TCP to the first hop's addresses.
     *
     * @param from addresses of this machine to connect from, one a family; empty for the system's choice
     */
    public record Direct(List<InetAddress> from) implements Reach {
        public Direct {
            from = List.copyOf(from);
        }
    }

    /**
     * @param at the proxy as the user named it
     * @param addresses what its name resolves to
     * @param target the first hop's address where it is not the proxy that looks its name up
     * @param user null for no login
     * @param credentials asked when a login needs them
     */
    public record Proxy(
            Kind kind,
            HostPort at,
            List<InetAddress> addresses,
            Optional<InetAddress> target,
            @Nullable String user,
            Credentials credentials)
            implements Reach {
        public Proxy {
            addresses = List.copyOf(addresses);
        }

        public enum Kind {
            HTTP,
            SOCKS5
        }
    }

    /** Over what the user's side connects. */
    public non-sealed interface Stream extends Reach {
        /** Blocks. @return connected, and the caller's to close */
        SocketChannel open() throws TunnelException;
    }

    /** Knows a proxy's passwords. */
    public interface Credentials {
        /** Blocks for as long as the user thinks. @return null when there is nobody to ask */
        @Nullable
        String password(String user, HostPort proxy);
    }
}
