package dev.culvert.cli;

import dev.culvert.ipc.HelperSocket;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.TrafficStats;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statuses as people read them. Rates come from one sample to the next, so it is kept for as long as it is watched. */
final class StatusText {
    private static final String NOTHING = "-";

    private final Surroundings here;
    private final Clock clock;
    private final Map<String, Sample> before = new HashMap<>();

    private record Sample(long millis, long received, long sent) {}

    StatusText(Surroundings here, Clock clock) {
        this.here = here;
        this.clock = clock;
    }

    /** One tunnel a row. */
    String table(List<TunnelStatus> tunnels) {
        if (tunnels.isEmpty()) {
            return here.text("cli.status.none");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(here.text("cli.status.head").split("\\|", -1)));
        for (TunnelStatus tunnel : tunnels) {
            String[] rates = rates(tunnel);
            rows.add(List.of(
                    tunnel.name(),
                    here.messages().state(tunnel.state()),
                    since(tunnel.state()),
                    orNothing(tunnel.interfaceName()),
                    tunnel.addresses().isEmpty() ? NOTHING : String.join(" ", tunnel.addresses()),
                    Figures.bytes(tunnel.rx().bytes()),
                    Long.toString(tunnel.rx().packets()),
                    Figures.bytes(tunnel.tx().bytes()),
                    Long.toString(tunnel.tx().packets()),
                    rates[0],
                    rates[1],
                    rtt(tunnel)));
        }
        StringBuilder text = new StringBuilder(Figures.table(rows));
        for (TunnelStatus tunnel : tunnels) {
            if (tunnel.state() instanceof TunnelState.Failed(Failure cause)) {
                text.append('\n')
                        .append(tunnel.name())
                        .append(": ")
                        .append(here.messages().failure(cause));
            }
        }
        return text.toString();
    }

    /** A line that says how the helper runs, where that is not as the system user of its own; else nothing. */
    String privileges(String privileges) {
        return privileges.isEmpty() || privileges.startsWith("user " + HelperSocket.SYSTEM_USER + ",")
                ? ""
                : "\n" + here.text("cli.status.privileges", "privileges", privileges);
    }

    /** One tunnel, a line a fact. */
    String details(TunnelStatus tunnel) {
        List<List<String>> rows = new ArrayList<>();
        row(rows, "name", tunnel.name());
        row(rows, "state", here.messages().state(tunnel.state()));
        if (tunnel.state() instanceof TunnelState.Failed(Failure cause)) {
            row(rows, "cause", here.messages().failure(cause).replace("\n", " "));
        }
        row(rows, "mode", tunnel.mode());
        row(rows, "since", since(tunnel.state()));
        row(rows, "interface", tunnel.interfaceName());
        row(rows, "addresses", String.join(" ", tunnel.addresses()));
        row(rows, "mtu", tunnel.mtu() > 0 ? Integer.toString(tunnel.mtu()) : null);
        row(rows, "rx", traffic(tunnel.rx()));
        row(rows, "tx", traffic(tunnel.tx()));
        String[] rates = rates(tunnel);
        if (!rates[0].equals(NOTHING)) {
            row(rows, "rates", rates[0] + " / " + rates[1]);
        }
        row(rows, "rtt", rtt(tunnel));
        Double loss = tunnel.lossPercent();
        row(rows, "loss", loss == null ? NOTHING : Math.round(loss) + " %");
        row(rows, "remoteInterface", tunnel.remoteInterface());
        row(
                rows,
                "via",
                tunnel.via().isEmpty()
                        ? null
                        : tunnel.via().stream()
                                .map(each -> each.name().isEmpty() ? "ProxyCommand" : each.name())
                                .collect(Collectors.joining(", ")));
        TunnelStatus.Server server = tunnel.server();
        if (server != null) {
            row(rows, "server", server.address());
            row(rows, "hostKey", server.hostKey());
            row(rows, "cipher", server.cipher() + ", " + server.kex());
            row(rows, "software", server.banner());
        }
        return Figures.table(rows);
    }

    /** One tunnel on one line, to be shown anew each second. */
    String line(TunnelStatus tunnel) {
        String[] rates = rates(tunnel);
        return here.text(
                "cli.status.line",
                "name",
                tunnel.name(),
                "since",
                since(tunnel.state()),
                "rx",
                Figures.bytes(tunnel.rx().bytes()),
                "tx",
                Figures.bytes(tunnel.tx().bytes()),
                "rxRate",
                rates[0],
                "txRate",
                rates[1],
                "rtt",
                rtt(tunnel));
    }

    private void row(List<List<String>> rows, String key, @Nullable String value) {
        if (value != null && !value.isEmpty() && !value.equals(NOTHING)) {
            rows.add(List.of(here.text("cli.status." + key), value));
        }
    }

    private String since(TunnelState state) {
        return state instanceof TunnelState.Connected up
                ? Figures.age(Duration.between(up.since(), clock.instant()))
                : NOTHING;
    }

    private String traffic(TrafficStats stats) {
        String dropped = stats.dropped() == 0 ? "" : Long.toString(stats.dropped());
        return here.text(
                "cli.status.traffic",
                "bytes",
                Figures.bytes(stats.bytes()),
                "packets",
                Long.toString(stats.packets()),
                "dropped",
                dropped);
    }

    /** Received and sent a second since the sample before; nothing the first time. */
    private String[] rates(TunnelStatus tunnel) {
        Sample now = new Sample(clock.millis(), tunnel.rx().bytes(), tunnel.tx().bytes());
        Sample last = before.put(tunnel.name(), now);
        if (last == null || now.millis() <= last.millis()) {
            return new String[] {NOTHING, NOTHING};
        }
        double seconds = (now.millis() - last.millis()) / 1000.0;
        return new String[] {
            Figures.bytes(Math.max(0, now.received() - last.received()) / seconds) + "/s",
            Figures.bytes(Math.max(0, now.sent() - last.sent()) / seconds) + "/s"
        };
    }

    private static String rtt(TunnelStatus tunnel) {
        Double rtt = tunnel.rttMillis();
        return rtt == null ? NOTHING : Figures.millis(rtt);
    }

    private static String orNothing(@Nullable String text) {
        return text == null ? NOTHING : text;
    }
}
