package dev.culvert.ui.model;

import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.TrafficStats;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.StoredProfile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model is told in tests: profiles and tunnels by name. */
public final class Told {
    private Told() {}

    public static List<StoredProfile> profiles(String... names) {
        return Arrays.stream(names).map(Told::profile).toList();
    }

    public static StoredProfile profile(String name) {
        String text = """
                {"version": 1, "name": "%s", "mode": "tun", "server": {"host": "server.example.org", "user": "maya"},
                 "network": {"routes": ["10.20.0.0/16", "192.168.40.0/24", "fd42:20::/48"]}}
                """.formatted(name);
        return new StoredProfile(Path.of("/profiles", name + ".json"), name, text, ProfileReader.read(text), true);
    }

    /** A tunnel with counters. */
    public static TunnelStatus tunnel(
            String name, TunnelState state, long rxBytes, long txBytes, @Nullable Double rtt, TunnelStatus.Via... via) {
        return new TunnelStatus(
                name,
                "tun",
                state,
                "tun0",
                "tun3",
                1500,
                List.of("10.0.0.2/30"),
                List.of("10.0.0.1/30"),
                new TrafficStats(rxBytes / 1000, rxBytes, 0),
                new TrafficStats(txBytes / 1000, txBytes, 0),
                rtt,
                null,
                new TunnelStatus.Server(
                        "203.0.113.20:22",
                        "ssh-ed25519 SHA256:CHcqPvsqkY4J/DfXGNKIg8bP7bMQTpz1Xhvps90RkDM",
                        "aes128-gcm@openssh.com",
                        "mlkem768x25519-sha256",
                        "OpenSSH_9.6p1 Ubuntu"),
                List.of(via),
                "00");
    }
}
