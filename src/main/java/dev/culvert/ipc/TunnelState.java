package dev.culvert.ipc;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.culvert.net.Failure;
import java.time.Instant;

/** What a tunnel is doing. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TunnelState.Disconnected.class, name = "disconnected"),
    @JsonSubTypes.Type(value = TunnelState.Connecting.class, name = "connecting"),
    @JsonSubTypes.Type(value = TunnelState.Connected.class, name = "connected"),
    @JsonSubTypes.Type(value = TunnelState.Reconnecting.class, name = "reconnecting"),
    @JsonSubTypes.Type(value = TunnelState.Waiting.class, name = "waiting"),
    @JsonSubTypes.Type(value = TunnelState.Disconnecting.class, name = "disconnecting"),
    @JsonSubTypes.Type(value = TunnelState.Failed.class, name = "failed"),
})
public sealed interface TunnelState {
    record Disconnected() implements TunnelState {}

    /**
     * @param hop the login at work, from 0, of {@code hops}: the hosts on the way and the server
     */
    record Connecting(Stage stage, int hop, int hops) implements TunnelState {
        /** Of a connection with no host on the way. */
        public Connecting(Stage stage) {
            this(stage, 0, 1);
        }

        /** Whether it is a host on the way that is connected to. */
        public boolean atHostOnTheWay() {
            return hop + 1 < hops;
        }
    }

    record Connected(String interfaceName, Instant since) implements TunnelState {}

    record Reconnecting(int attempt, Instant next, Failure cause) implements TunnelState {}

    /** @param what the kind of question nobody there can answer, such as {@code keyboard-interactive} */
    record Waiting(String what) implements TunnelState {}

    record Disconnecting() implements TunnelState {}

    record Failed(Failure cause) implements TunnelState {}

    /** The steps of connecting, in order. */
    enum Stage {
        HELPER,
        TCP,
        HOST_KEY,
        LOGIN,
        CHANNEL,
        REMOTE_END,
        ADDRESSES,
        VERIFY,
        ROUTES,
        DNS
    }
}
