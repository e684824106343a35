package dev.culvert.server;

import dev.culvert.net.Layer;

/** Which tunnels a server accepts, as sshd_config(5)'s PermitTunnel. */
public enum PermitTunnel {
    NO,
    POINT_TO_POINT,
    ETHERNET,
    YES;

    boolean permits(Layer layer) {
        return switch (this) {
            case NO -> false;
            case POINT_TO_POINT -> layer == Layer.IP;
            case ETHERNET -> layer == Layer.ETHERNET;
            case YES -> true;
        };
    }
}
