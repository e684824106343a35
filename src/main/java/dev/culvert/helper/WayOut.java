package dev.culvert.helper;

import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.LoginOffer.Reach;
import dev.culvert.ipc.TunnelStatus.Via;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.LoginCallbacks.Prompt;
import dev.culvert.ssh.LoginCallbacks.SecretQuestion;
import dev.culvert.ssh.SshConnector;
import dev.culvert.ssh.Way;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What an offer means on this machine: what of it is looked up here, which addresses count, and where questions go. */
final class WayOut {
    private static final Duration LOOK_UP = Duration.ofSeconds(5);

    private WayOut() {}

    /** What this machine itself connects to; empty where the user's side does. */
    static Optional<HostPort> first(LoginOffer login) {
        LoginOffer.Hop hop = login.hops().getFirst();
        return switch (login.reach()) {
            case Reach.Direct _ -> Optional.of(new HostPort(hop.host(), hop.port()));
            case Reach.Proxy proxy -> Optional.of(new HostPort(proxy.host(), proxy.port()));
            case Reach.Stream _ -> Optional.empty();
        };
    }

    /**
     * Refuses a way that leads through the tunnel itself: routes leave out what the helper connects to, and what the user's side, or
     * a proxy on this machine, connects to is known to nobody.
     *
     * @param firstAddresses of {@link #first}
     * @throws TunnelException WAY_IN_TUNNEL where everything is sent into the tunnel and {@code exclude} names nothing
     */
    static void check(Profile profile, LoginOffer login, List<InetAddress> firstAddresses) throws TunnelException {
        Profile.Network network = profile.network();
        boolean everything =
                network.routes().contains(IpPrefix.ALL_IPV4) || network.routes().contains(IpPrefix.ALL_IPV6);
        boolean byOthers = !(login.reach() instanceof Reach.Direct)
                && firstAddresses.stream().allMatch(InetAddress::isLoopbackAddress);
        if (everything && byOthers && network.exclude().isEmpty()) {
            throw new TunnelException(
                    FailureCause.WAY_IN_TUNNEL,
                    "through",
                    first(login).map(HostPort::toString).orElse("ProxyCommand"));
        }
    }

    /** What the server is reached through. */
    static List<Via> via(LoginOffer login) {
        List<Via> via = new ArrayList<>();
        switch (login.reach()) {
            case Reach.Direct _ -> {}
            case Reach.Proxy proxy ->
                via.add(new Via(
                        Via.Kind.PROXY,
                        proxy.kind().name().toLowerCase(Locale.ROOT) + "://"
                                + new HostPort(proxy.host(), proxy.port())));
            case Reach.Stream _ -> via.add(new Via(Via.Kind.COMMAND, ""));
        }
        for (LoginOffer.Hop hop : login.hops().subList(0, login.hops().size() - 1)) {
            via.add(new Via(Via.Kind.HOST, hop.user() + "@" + new HostPort(hop.host(), hop.port())));
        }
        return via;
    }

    /** Those that may be connected to (ssh_config(5), AddressFamily). */
    static List<InetAddress> ofTheFamily(LoginOffer login, List<InetAddress> found) throws TunnelException {
        if (!(login.reach() instanceof Reach.Direct direct) || direct.family() == Reach.Family.ANY) {
            return found;
        }
        boolean four = direct.family() == Reach.Family.IPV4;
        List<InetAddress> left = found.stream()
                .filter(each -> each instanceof Inet4Address == four)
                .toList();
        if (left.isEmpty()) {
            throw new TunnelException(
                    FailureCause.NAME_NOT_RESOLVED,
                    "host",
                    login.hops().getFirst().host());
        }
        return left;
    }

    /**
     * @param firstAddresses of {@link #first}
     * @throws TunnelException NO_LOCAL_ADDRESS
     */
    static Way of(LoginOffer login, List<InetAddress> firstAddresses, Questions questions) throws TunnelException {
        List<Way.Hop> hops = new ArrayList<>();
        for (LoginOffer.Hop hop : login.hops()) {
            boolean direct = hops.isEmpty() && login.reach() instanceof Reach.Direct;
            hops.add(new Way.Hop(
                    new SshConnector.Target(hop.host(), hop.port(), direct ? firstAddresses : List.of(), hop.user()),
                    new SshConnector.Offer(
                            hop.methods(),
                            hop.identities().stream()
                                    .map(LoginOffer.Identity::publicKey)
                                    .toList(),
                            hop.terms()),
                    questions.of(hops.size()),
                    hop.timeoutSeconds() == 0 ? SshConnector.PATIENCE : Duration.ofSeconds(hop.timeoutSeconds())));
        }
        return new Way(
                switch (login.reach()) {
                    case Reach.Direct direct -> new Way.Direct(from(direct));
                    case Reach.Proxy proxy -> proxy(proxy, login.hops().getFirst(), firstAddresses, questions);
                    case Reach.Stream _ -> new ByStream(questions);
                },
                hops);
    }

    /** This machine's own addresses alone: a client names what it likes. */
    private static List<InetAddress> from(Reach.Direct direct) throws TunnelException {
        try {
            String address = direct.bindAddress();
            if (address != null) {
                InetAddress literal = InetAddress.ofLiteral(address);
                if (NetworkInterface.getByInetAddress(literal) == null) {
                    throw new TunnelException(FailureCause.NO_LOCAL_ADDRESS, "address", address);
                }
                return List.of(literal);
            }
            String name = direct.bindInterface();
            if (name == null) {
                return List.of();
            }
            NetworkInterface device = NetworkInterface.getByName(name);
            List<InetAddress> own = device == null
                    ? List.of()
                    : device.inetAddresses()
                            .filter(each -> !each.isLinkLocalAddress())
                            .toList();
            if (own.isEmpty()) {
                throw new TunnelException(FailureCause.NO_LOCAL_ADDRESS, "address", name);
            }
            return own;
        } catch (IllegalArgumentException | SocketException e) {
            throw new TunnelException(FailureCause.NO_LOCAL_ADDRESS, "address", String.valueOf(direct.bindAddress()));
        }
    }

    private static Way.Proxy proxy(
            Reach.Proxy proxy, LoginOffer.Hop target, List<InetAddress> addresses, Questions questions)
            throws TunnelException {
        return new Way.Proxy(
                proxy.kind() == Reach.Kind.HTTP ? Way.Proxy.Kind.HTTP : Way.Proxy.Kind.SOCKS5,
                new HostPort(proxy.host(), proxy.port()),
                addresses,
                proxy.kind() == Reach.Kind.SOCKS5 ? lookUp(target.host()) : Optional.empty(),
                proxy.user(),
                (user, at) -> password(questions, user, at));
    }

    /** Empty where this machine knows no such name, or cannot ask while its tunnel is down: the proxy may. */
    private static Optional<InetAddress> lookUp(String host) throws TunnelException {
        try {
            return Optional.of(Approach.lookUp(host)
                    .get(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS)
                    .getFirst());
        } catch (ExecutionException | TimeoutException e) {
            LoggerFactory.getLogger(WayOut.class).debug("{} is not known here: the proxy is asked", host);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(FailureCause.CANCELLED);
        }
    }

    private static @Nullable String password(Questions questions, String user, HostPort proxy) {
        List<String> answers = questions
                .of(0)
                .secrets(new SecretQuestion(
                        SecretQuestion.Kind.PROXY_PASSWORD,
                        user,
                        proxy.toString(),
                        "",
                        "",
                        List.of(new Prompt("", false))));
        return answers == null ? null : answers.getFirst();
    }

    private record ByStream(Questions questions) implements Way.Stream {
        @Override
        public SocketChannel open() throws TunnelException {
            return questions.stream();
        }
    }
}
