package dev.culvert.control.keys;

import dev.culvert.control.sshconfig.SshSettings;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.LoginOffer.Reach;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProxyUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The way to a profile's server, as {@code ssh} would go it: the profile's own hosts and proxy count before ssh_config's. Of hosts on the
 * way ssh_config tells each one's login; only the first one's ProxyJump or ProxyCommand counts, as with {@code ssh -J}.
 *
 * @param command the ProxyCommand where {@code reach} is a stream, else null
 * @param hops the last is the server
 */
record UserWay(Reach reach, @Nullable String command, List<LoginTarget> hops) {
    UserWay {
        hops = List.copyOf(hops);
    }

    /** @throws TunnelException TOO_MANY_JUMPS */
    static UserWay of(Profile profile, UserEnvironment environment) throws IOException {
        Profile.Server server = profile.server();
        List<LoginTarget> hops = new ArrayList<>(List.of(LoginTarget.of(profile, environment)));
        List<SshSettings.Jump> jumps = server.jump().isEmpty()
                ? hops.getFirst().settings().connection().jumps()
                : server.jump().stream().map(UserWay::jump).toList();
        while (!jumps.isEmpty()) {
            if (hops.size() + jumps.size() > LoginOffer.MAX_HOPS) {
                throw new TunnelException(
                        FailureCause.TOO_MANY_JUMPS, "server", server.host(), "most", "" + (LoginOffer.MAX_HOPS - 1));
            }
            List<LoginTarget> before = new ArrayList<>();
            for (SshSettings.Jump jump : jumps) {
                before.add(LoginTarget.of(profile, jump, environment));
            }
            hops.addAll(0, before);
            jumps = hops.getFirst().settings().connection().jumps();
        }
        SshSettings.Connection first = hops.getFirst().settings().connection();
        String command = first.proxyCommand();
        if (server.proxy() != null) {
            return new UserWay(proxy(ProxyUrl.parse(server.proxy())), null, hops);
        }
        return command != null
                ? new UserWay(new Reach.Stream(), command, hops)
                : new UserWay(direct(first), null, hops);
    }

    /** {@code user@host:port}. */
    private static SshSettings.Jump jump(String text) {
        int at = text.lastIndexOf('@');
        String user = at < 0 ? null : text.substring(0, at);
        String end = text.substring(at + 1);
        boolean hasPort = end.indexOf(':') >= 0 && !end.endsWith("]");
        if (!hasPort) {
            return new SshSettings.Jump(user, end.replaceAll("[\\[\\]]", ""), OptionalInt.empty());
        }
        HostPort host = HostPort.parse(end);
        return new SshSettings.Jump(user, host.host(), OptionalInt.of(host.port()));
    }

    private static Reach proxy(ProxyUrl url) {
        Reach.Kind kind = switch (url.scheme()) {
            case SOCKS5 -> Reach.Kind.SOCKS5;
            case SOCKS5H -> Reach.Kind.SOCKS5H;
            case HTTP -> Reach.Kind.HTTP;
            case HTTPS, SOCKS4 -> throw new IllegalArgumentException(url.toString());
        };
        return new Reach.Proxy(kind, url.at().host(), url.at().port(), url.user());
    }

    private static Reach direct(SshSettings.Connection connection) throws UnknownHostException {
        String bind = connection.bindAddress();
        return new Reach.Direct(
                switch (connection.family()) {
                    case ANY -> Reach.Family.ANY;
                    case INET -> Reach.Family.IPV4;
                    case INET6 -> Reach.Family.IPV6;
                },
                bind == null ? null : InetAddress.getByName(bind).getHostAddress(),
                connection.bindInterface());
    }
}
