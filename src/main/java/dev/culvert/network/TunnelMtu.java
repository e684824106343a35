package dev.culvert.network;

import dev.culvert.profile.Profile;

/** Which MTU a tunnel's two ends get. */
public final class TunnelMtu {
    /** Longest layer-3 packet that OpenSSH's sshd reads from its tun without ending that direction: 16 KiB less the address family. */
    static final int OPENSSH_PACKET = 16380;

    /** The same for a frame of Ethernet: sshd cuts longer ones off; less header and one VLAN tag. */
    static final int OPENSSH_FRAME_PAYLOAD = 16384 - 14 - 4;

    private static final int STANDARD = 1500;

    private TunnelMtu() {}

    /**
     * The profile's own, cut to what the server carries; {@code auto} is as large as that when both ends can be set, because
     * sshd's cost is by the packet. Where the server forwards packets on, other links carry them: those get 1500.
     *
     * @param canConfigure whether the server's end can be set up
     * @return bytes of IP packet, on tap too
     */
    public static int choose(Profile profile, boolean canConfigure) {
        int most = profile.mode() == Profile.Mode.TAP ? OPENSSH_FRAME_PAYLOAD : OPENSSH_PACKET;
        if (profile.device().mtu().isPresent()) {
            return Math.min(profile.device().mtu().getAsInt(), most);
        }
        Profile.Remote remote = profile.remote();
        return canConfigure && remote.configure() && !remote.forward() && !remote.masquerade() ? most : STANDARD;
    }
}
