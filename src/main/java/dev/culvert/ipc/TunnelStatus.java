package dev.culvert.ipc;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TrafficStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel at one moment; counters are absolute, so that a lost sample is harmless.
 *
 * @param name the profile's
 * @param mode the profile's, in lower case
 * @param interfaceName this machine's interface; null before it is there
 * @param remoteInterface the server's, where known
 * @param mtu bytes; 0 before it is set
 * @param addresses this end's, as {@code 10.78.0.1/24}
 * @param remoteAddresses the server's end's, as far as known
 * @param rx from the server
 * @param tx to the server
 * @param rttMillis round trip through the tunnel, as last measured; null before
 * @param lossPercent of the echoes sent through the tunnel in the last minute and a half, 0 to 100; null before some were
 * @param via what the server is reached through, the nearest first
 * @param profileDigest SHA-256 of the profile as it was sent, in hex: the same profile is the same tunnel
 */
public record TunnelStatus(
        String name,
        String mode,
        TunnelState state,
        @Nullable String interfaceName,
        @Nullable String remoteInterface,
        int mtu,
        List<String> addresses,
        List<String> remoteAddresses,
        TrafficStats rx,
        TrafficStats tx,
        @Nullable Double rttMillis,
        @Nullable Double lossPercent,
        @Nullable Server server,
        List<Via> via,
        String profileDigest) {
    public TunnelStatus {
        addresses = List.copyOf(addresses);
        remoteAddresses = List.copyOf(remoteAddresses);
        via = List.copyOf(via);
    }

    public TunnelStatus withState(TunnelState now) {
        return new TunnelStatus(
                name,
                mode,
                now,
                interfaceName,
                remoteInterface,
                mtu,
                addresses,
                remoteAddresses,
                rx,
                tx,
                rttMillis,
                lossPercent,
                server,
                via,
                profileDigest);
    }

    /** A profile without a tunnel whose kill switch is closed. */
    public static TunnelStatus leftClosed(String name, String mode) {
        return new TunnelStatus(
                name,
                mode,
                new TunnelState.Failed(Failure.of(FailureCause.KILL_SWITCH_CLOSED, "name", name)),
                null,
                null,
                0,
                List.of(),
                List.of(),
                TrafficStats.NONE,
                TrafficStats.NONE,
                null,
                null,
                null,
                List.of(),
                "");
    }

    /**
     * One that the connection goes through.
     *
     * @param name as {@code admin@bastion.example.org:22}, or a proxy's URL; empty for a command
     */
    public record Via(Kind kind, String name) {
        public enum Kind {
            PROXY,
            /** The user's ProxyCommand. */
            COMMAND,
            HOST
        }
    }

    /** @param address as {@code 192.0.2.1:22} */
    public record Server(String address, String hostKey, String cipher, String kex, String banner) {}
}
