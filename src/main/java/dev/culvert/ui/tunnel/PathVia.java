package dev.culvert.ui.tunnel;

import dev.culvert.control.words.Messages;
import dev.culvert.control.words.Printable;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.ipc.TunnelStatus.Via;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProxyUrl;
import dev.culvert.ui.model.Step;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.tunnel.PathStop.Place;
import dev.culvert.ui.tunnel.PathStop.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The stops between this computer and the server: a proxy or a command, then hosts; more than {@value #MOST} are shown as one. */
final class PathVia {
    private static final int MOST = 2;

    /** What a proxy, or a command, fails with. */
    private static final Set<FailureCause> OF_PROXY = Set.of(
            FailureCause.NOT_A_PROXY,
            FailureCause.PROXY_REFUSED,
            FailureCause.PROXY_LOGIN_NEEDED,
            FailureCause.PROXY_LOGIN_REFUSED,
            FailureCause.PROXY_COMMAND_FAILED);

    private final TunnelModel tunnel;
    private final List<Via> via;

    private PathVia(TunnelModel tunnel, List<Via> via) {
        this.tunnel = tunnel;
        this.via = via;
    }

    /** By what the helper says, else by the profile: what ssh_config adds is known once it connects. */
    static PathVia of(TunnelModel tunnel) {
        TunnelStatus status = tunnel.status();
        if (status != null && !status.via().isEmpty()) {
            return new PathVia(tunnel, status.via());
        }
        List<Via> via = new ArrayList<>();
        Profile profile = tunnel.profile();
        if (profile != null) {
            String proxy = profile.server().proxy();
            if (proxy != null) {
                via.add(new Via(Via.Kind.PROXY, ProxyUrl.parse(proxy).toString()));
            }
            profile.server().jump().forEach(host -> via.add(new Via(Via.Kind.HOST, host)));
        }
        return new PathVia(tunnel, via);
    }

    List<PathStop> stops(Messages words) {
        List<Standing> standings = new ArrayList<>();
        for (int i = 0; i < via.size(); i++) {
            standings.add(standing(i - firstHost()));
        }
        List<PathStop> stops = new ArrayList<>();
        if (via.size() > MOST) {
            stops.add(new PathStop(
                    Place.VIA_HOST,
                    together(standings),
                    Standing.IDLE,
                    words.text("window.path.together", "count", Integer.toString(via.size())),
                    via.stream().map(each -> name(each, words)).collect(Collectors.joining(" → ")),
                    ""));
            return stops;
        }
        for (int i = 0; i < via.size(); i++) {
            Place place = switch (via.get(i).kind()) {
                case PROXY -> Place.VIA_PROXY;
                case COMMAND -> Place.VIA_COMMAND;
                case HOST -> Place.VIA_HOST;
            };
            stops.add(new PathStop(
                    place,
                    standings.get(i),
                    Standing.IDLE,
                    words.text("window.path." + place.name()),
                    name(via.get(i), words),
                    ""));
        }
        return stops;
    }

    /** A banner, with who says it where that is not the server. */
    String says(Messages words, int hop, String text) {
        int at = hop + firstHost();
        return at >= firstHost() && at < via.size()
                ? words.text("window.banner.of", "host", Printable.line(name(via.get(at), words)), "text", text)
                : words.text("window.banner", "text", text);
    }

    private static String name(Via via, Messages words) {
        return via.name().isEmpty() ? words.text("window.path.command") : via.name();
    }

    /** One that failed, or is at work, speaks for all. */
    private static Standing together(List<Standing> standings) {
        if (standings.contains(Standing.FAILED)) {
            return Standing.FAILED;
        }
        if (standings.contains(Standing.BUSY)) {
            return Standing.BUSY;
        }
        return standings.getLast();
    }

    /** The first host's place among all. */
    private int firstHost() {
        return via.isEmpty() || via.getFirst().kind() == Via.Kind.HOST ? 0 : 1;
    }

    /** Whether the connection has not come to the server itself. */
    boolean isWithoutSsh() {
        return switch (tunnel.state()) {
            case TunnelState.Connecting connecting -> connecting.atHostOnTheWay();
            case TunnelState.Failed(Failure cause) -> !via.isEmpty() && failedAt(cause) < via.size() - firstHost();
            default -> false;
        };
    }

    /** @param hop -1 for what is before the first host */
    private Standing standing(int hop) {
        return switch (tunnel.state()) {
            case TunnelState.Connected _, TunnelState.Waiting _, TunnelState.Disconnecting _ -> Standing.DONE;
            case TunnelState.Disconnected _ -> Standing.IDLE;
            case TunnelState.Reconnecting _ -> Standing.BUSY;
            case TunnelState.Failed(Failure cause) -> {
                int failed = failedAt(cause);
                yield hop < failed ? Standing.DONE : hop == failed ? Standing.FAILED : Standing.IDLE;
            }
            case TunnelState.Connecting(TunnelState.Stage stage, int at, int _) -> {
                if (stage == TunnelState.Stage.HELPER) {
                    yield Standing.IDLE;
                }
                // the way to the first host leads through the proxy
                int busy = at == 0 && stage == TunnelState.Stage.TCP ? -firstHost() : at;
                yield hop < busy ? Standing.DONE : hop == busy ? Standing.BUSY : Standing.IDLE;
            }
        };
    }

    /** The hop that failed; one beyond the last host where it is none of these. */
    private int failedAt(Failure cause) {
        if (OF_PROXY.contains(cause.cause())) {
            return -1;
        }
        String hop = cause.facts().getOrDefault("hop", "");
        if (hop.matches("\\d")) {
            // who may not connect on is the one before
            return Integer.parseInt(hop) - (cause.cause() == FailureCause.JUMP_DENIED ? 1 : 0);
        }
        return tunnel.steps().failed() == Step.SSH ? -firstHost() : via.size();
    }
}
