package dev.culvert.ui.tunnel;

import dev.culvert.control.words.Messages;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.IpPrefix;
import dev.culvert.profile.Profile;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.Step;
import dev.culvert.ui.model.Steps;
import dev.culvert.ui.model.TunnelModel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One of the stops on a tunnel's path: this computer, what the connection goes through, SSH, server end, routes.
 *
 * @param standing how the stop is, and the way from it to the next
 * @param value what it is, such as an address
 * @param note a detail below
 */
record PathStop(Place place, Standing standing, Standing onward, String title, String value, String note) {
    enum Place {
        COMPUTER,
        VIA_PROXY,
        VIA_COMMAND,
        VIA_HOST,
        SSH,
        SERVER,
        ROUTES
    }

    /** Those that every path has. */
    private static final List<Place> ALWAYS = List.of(Place.COMPUTER, Place.SSH, Place.SERVER, Place.ROUTES);

    enum Standing {
        IDLE,
        BUSY,
        DONE,
        FAILED
    }

    /** In which steps a stop, and the way onward from it, are at work. */
    private static List<Step> steps(Place place) {
        return switch (place) {
            case COMPUTER -> List.of(Step.HELPER);
            case VIA_PROXY, VIA_COMMAND, VIA_HOST -> List.of(Step.SSH);
            case SSH -> List.of(Step.SSH, Step.LOGIN);
            case SERVER -> List.of(Step.CHANNEL, Step.SERVER_END, Step.VERIFY);
            case ROUTES -> List.of(Step.ROUTES);
        };
    }

    static List<PathStop> of(TunnelModel tunnel, StateWords words) {
        PathVia way = PathVia.of(tunnel);
        List<PathStop> stops = new ArrayList<>();
        for (Place place : ALWAYS) {
            if (place == Place.SSH) {
                stops.addAll(way.stops(words.words()));
            }
            stops.add(new PathStop(
                    place,
                    place == Place.SSH && way.isWithoutSsh() ? Standing.IDLE : standing(tunnel, place),
                    Standing.IDLE,
                    words.words().text("window.path." + place.name()),
                    value(tunnel, place, words.words()),
                    note(tunnel, place, words.words())));
        }
        for (int i = 0; i < stops.size(); i++) {
            PathStop next = stops.get(Math.min(i + 1, stops.size() - 1));
            stops.set(i, stops.get(i).onwardAs(next.standing()));
        }
        return stops;
    }

    private PathStop onwardAs(Standing next) {
        return new PathStop(place, standing, next, title, value, note);
    }

    private static Standing standing(TunnelModel tunnel, Place place) {
        return switch (tunnel.state()) {
            case TunnelState.Connected _ -> Standing.DONE;
            case TunnelState.Disconnected _ -> Standing.IDLE;
            case TunnelState.Reconnecting _ -> place == Place.SSH ? Standing.BUSY : Standing.DONE;
            // it was up: what broke is the connection
            case TunnelState.Failed _
            when tunnel.steps().failed() == null -> place == Place.SSH ? Standing.FAILED : Standing.IDLE;
            default -> ofSteps(tunnel.steps(), place);
        };
    }

    private static Standing ofSteps(Steps steps, Place place) {
        List<Steps.Standing> all = steps(place).stream().map(steps::standing).toList();
        if (all.contains(Steps.Standing.FAILED)) {
            return Standing.FAILED;
        }
        if (all.contains(Steps.Standing.RUNNING)) {
            return Standing.BUSY;
        }
        return all.getLast() == Steps.Standing.DONE ? Standing.DONE : Standing.IDLE;
    }

    private static String value(TunnelModel tunnel, Place place, Messages words) {
        TunnelStatus status = tunnel.status();
        Profile profile = tunnel.profile();
        return switch (place) {
            case COMPUTER ->
                status != null && !status.addresses().isEmpty()
                        ? address(status.addresses().getFirst())
                        : words.text("window.path.ready");
            case VIA_PROXY, VIA_COMMAND, VIA_HOST -> "";
            case SSH ->
                profile != null
                        ? server(profile)
                        : status != null && status.server() != null
                                ? status.server().address()
                                : "–";
            case SERVER ->
                status != null && !status.remoteAddresses().isEmpty()
                        ? address(status.remoteAddresses().getFirst())
                        : words.text(
                                standing(tunnel, place) == Standing.FAILED
                                        ? "window.path.refused"
                                        : "window.path.notYet");
            case ROUTES -> routes(profile, words);
        };
    }

    private static String note(TunnelModel tunnel, Place place, Messages words) {
        TunnelStatus status = tunnel.status();
        Profile profile = tunnel.profile();
        return switch (place) {
            case COMPUTER -> {
                String device = status == null ? null : status.interfaceName();
                yield device == null ? "" : device;
            }
            case VIA_PROXY, VIA_COMMAND, VIA_HOST -> "";
            case SSH -> {
                String user = profile == null ? null : profile.server().user();
                TunnelStatus.Server server = status == null ? null : status.server();
                String text = words.text(
                        "window.path.login",
                        "user",
                        user == null ? "" : user,
                        "address",
                        server == null || (profile != null && server(profile).equals(server.address()))
                                ? ""
                                : server.address());
                // without a user nothing stands before the dot
                yield text.startsWith(" · ") ? text.substring(3) : text;
            }
            case SERVER -> {
                String device = status == null ? null : status.remoteInterface();
                yield device == null ? "" : device;
            }
            case ROUTES -> moreRoutes(profile, words);
        };
    }

    private static String moreRoutes(@Nullable Profile profile, Messages words) {
        List<String> routes = shownRoutes(profile);
        return switch (routes.size()) {
            case 0, 1 -> "";
            case 2 -> routes.get(1);
            default ->
                words.text("window.path.more", "route", routes.get(1), "count", Integer.toString(routes.size() - 2));
        };
    }

    /** {@code host:port} as the profile names it. */
    static String server(Profile profile) {
        OptionalInt port = profile.server().port();
        return profile.server().host() + (port.isPresent() ? ":" + port.getAsInt() : "");
    }

    /** Without the prefix length. */
    private static String address(String withPrefix) {
        int slash = withPrefix.indexOf('/');
        return slash < 0 ? withPrefix : withPrefix.substring(0, slash);
    }

    private static String routes(@Nullable Profile profile, Messages words) {
        List<String> routes = shownRoutes(profile);
        if (profile != null && profile.network().routes().contains(IpPrefix.ALL_IPV4)) {
            return words.text("window.path.everything");
        }
        return routes.isEmpty() ? words.text("window.path.ownNetwork") : routes.getFirst();
    }

    /** All of them, on one line; empty where there is none. */
    static String routeList(Profile profile) {
        return String.join(", ", shownRoutes(profile));
    }

    private static List<String> shownRoutes(@Nullable Profile profile) {
        return profile == null
                ? List.of()
                : profile.network().routes().stream().map(IpPrefix::toString).toList();
    }
}
