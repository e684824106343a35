package dev.culvert.network;

import dev.culvert.profile.Profile;

/** Which MTU a tunnel's two ends get. */
public final class TunnelMtu {
    private static final int STANDARD = 1500;

    private TunnelMtu() {}

    /**
     * The profile's own, which its reader keeps to what the server carries; {@code auto} is as large as that when both ends can be set, because
     * sshd's cost is by the packet. Where the server forwards packets on, other links carry them: those get 1500.
     *
     * @param canConfigure whether the server's end can be set up
     * @return bytes of IP packet, on tap too
     */
    public static int choose(Profile profile, boolean canConfigure) {
        int most = Profile.Device.mostMtu(profile.mode());
        if (profile.device().mtu().isPresent()) {
            return profile.device().mtu().getAsInt();
        }
        Profile.Remote remote = profile.remote();
        return canConfigure && remote.configure() && !remote.forward() && !remote.masquerade() ? most : STANDARD;
    }
}
