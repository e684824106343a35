package dev.culvert.cli;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.TrafficStats;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statuses and events as scripts read them; the keys are the command line's contract. */
final class StatusJson {
    private StatusJson() {}

    static String one(TunnelStatus status) {
        return JsonLine.object(line -> status(line, status));
    }

    static String all(List<TunnelStatus> statuses) {
        return JsonLine.array(statuses, StatusJson::status);
    }

    /** A profile that is not up. */
    static String disconnected(String name, @Nullable String mode) {
        return JsonLine.object(line -> {
            line.put("name", name).put("mode", mode);
            state(line, new TunnelState.Disconnected());
            line.put("interface", (String) null)
                    .put("remoteInterface", (String) null)
                    .put("mtu", (String) null)
                    .put("since", (String) null);
            line.object("rx", rx -> traffic(rx, TrafficStats.NONE)).object("tx", tx -> traffic(tx, TrafficStats.NONE));
            line.put("rttMillis", (String) null).put("server", (String) null);
        });
    }

    /** Empty for what is of no use to a script. */
    static Optional<String> event(Event event) {
        return switch (event) {
            case Event.State(String name, TunnelState state) ->
                Optional.of(JsonLine.object(line -> {
                    line.put("event", "state").put("name", name);
                    state(line, state);
                }));
            case Event.Warning(String name, String key, List<String> facts) ->
                Optional.of(JsonLine.object(line -> line.put("event", "warning")
                        .put("name", name)
                        .put("key", key)
                        .object("facts", inner -> {
                            for (int i = 0; i + 1 < facts.size(); i += 2) {
                                inner.put(facts.get(i), facts.get(i + 1));
                            }
                        })));
            case Event.Banner(String name, int _, String text) ->
                Optional.of(JsonLine.object(
                        line -> line.put("event", "banner").put("name", name).put("text", text)));
            default -> Optional.empty();
        };
    }

    static String stats(TunnelStatus status) {
        return JsonLine.object(line -> {
            line.put("event", "status");
            status(line, status);
        });
    }

    /** The last line: how it ended. */
    static String done(String name, int exitStatus, @Nullable Failure failure) {
        return JsonLine.object(line -> {
            line.put("event", "done").put("name", name).put("status", exitStatus);
            if (failure == null) {
                line.put("cause", (String) null);
            } else {
                line.put("cause", failure.cause().name()).object("facts", inner -> facts(inner, failure.facts()));
            }
        });
    }

    private static void facts(JsonLine line, Map<String, String> facts) {
        facts.forEach(line::put);
    }

    static String name(TunnelState state) {
        return state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static void status(JsonLine line, TunnelStatus status) {
        line.put("name", status.name()).put("mode", status.mode());
        state(line, status.state());
        line.put("interface", status.interfaceName()).put("remoteInterface", status.remoteInterface());
        if (status.mtu() > 0) {
            line.put("mtu", status.mtu());
        } else {
            line.put("mtu", (String) null);
        }
        line.put(
                "since",
                status.state() instanceof TunnelState.Connected up ? up.since().toString() : null);
        line.object("rx", rx -> traffic(rx, status.rx())).object("tx", tx -> traffic(tx, status.tx()));
        line.put("rttMillis", status.rttMillis());
        line.put("lossPercent", status.lossPercent());
        line.array(
                "via",
                status.via(),
                (one, via) -> one.put("kind", via.kind().name().toLowerCase(Locale.ROOT))
                        .put("name", via.name()));
        TunnelStatus.Server server = status.server();
        if (server == null) {
            line.put("server", (String) null);
        } else {
            line.object(
                    "server",
                    inner -> inner.put("address", server.address())
                            .put("hostKey", server.hostKey())
                            .put("cipher", server.cipher())
                            .put("kex", server.kex())
                            .put("banner", server.banner()));
        }
    }

    private static void state(JsonLine line, TunnelState state) {
        line.put("state", name(state));
        line.put(
                "stage",
                state instanceof TunnelState.Connecting(TunnelState.Stage stage, int _, int _) ? stage.name() : null);
        line.put(
                "cause",
                switch (state) {
                    case TunnelState.Failed(Failure cause) -> cause.cause().name();
                    case TunnelState.Reconnecting(int attempt, var next, Failure cause) ->
                        cause.cause().name();
                    default -> null;
                });
    }

    private static void traffic(JsonLine line, TrafficStats stats) {
        line.put("packets", stats.packets()).put("bytes", stats.bytes()).put("dropped", stats.dropped());
    }
}
