package dev.culvert.net;

/**
 * Why a tunnel could not be made or kept, or carries less than its profile asks for. A cause carries facts, never prose: the words live in the message bundles under
 * {@code cause.NAME}. The group decides the command line's exit status.
 */
public enum FailureCause {
    /** Another profile of this name is up. */
    NAME_IN_USE(Group.USAGE),
    /** There is none to pause. */
    KILL_SWITCH_OPEN(Group.USAGE),

    PROFILE_INVALID(Group.PROFILE),
    PROFILE_NOT_SUPPORTED(Group.PROFILE),
    /** Hosts on the way, by the profile or by ssh_config; one may lead back to itself. */
    TOO_MANY_JUMPS(Group.PROFILE),
    /** The user's or the system's ssh_config, which the profile builds on. */
    SSH_CONFIG(Group.PROFILE),
    /** A list of algorithms, the profile's or ssh_config's, names none that is known here. */
    ALGORITHMS_UNKNOWN(Group.PROFILE),

    NAME_NOT_RESOLVED(Group.UNREACHABLE),
    CONNECTION_REFUSED(Group.UNREACHABLE),
    /** sshd takes no connection from this address for a while, or none more at the moment (PerSourcePenalties, MaxStartups). */
    CONNECTION_PUT_OFF(Group.UNREACHABLE),
    CONNECT_TIMED_OUT(Group.UNREACHABLE),
    NO_ROUTE_TO_SERVER(Group.UNREACHABLE),
    /** The one to connect from is not there. */
    NO_LOCAL_ADDRESS(Group.UNREACHABLE),
    NOT_AN_SSH_SERVER(Group.UNREACHABLE),
    NO_COMMON_ALGORITHM(Group.UNREACHABLE),
    CONNECTION_LOST(Group.UNREACHABLE),
    /** A host on the way may not connect on for this login. */
    JUMP_DENIED(Group.UNREACHABLE),
    /** A host on the way could not connect on. */
    JUMP_CONNECT_FAILED(Group.UNREACHABLE),
    NOT_A_PROXY(Group.UNREACHABLE),
    PROXY_REFUSED(Group.UNREACHABLE),
    /** What connects on the user's side did not, or ended. */
    PROXY_COMMAND_FAILED(Group.UNREACHABLE),

    HOST_KEY_UNKNOWN(Group.HOST_KEY),
    HOST_KEY_CHANGED(Group.HOST_KEY),
    HOST_KEY_REVOKED(Group.HOST_KEY),
    /** RevokedHostKeys names a file that cannot be read: then no key is known to be good. */
    REVOKED_KEYS_UNREADABLE(Group.HOST_KEY),

    LOGIN_REFUSED(Group.LOGIN),
    /** The proxy takes no one without a login, and the profile names none. */
    PROXY_LOGIN_NEEDED(Group.LOGIN),
    PROXY_LOGIN_REFUSED(Group.LOGIN),
    /** The server hung up before the right key's turn came (sshd_config(5), MaxAuthTries). */
    TOO_MANY_KEYS(Group.LOGIN),
    SECRET_NEEDED(Group.LOGIN),
    /** Somebody was there and gave no answer. */
    SECRET_DECLINED(Group.LOGIN),

    TUNNEL_NOT_PERMITTED(Group.TUNNEL_REFUSED),
    /** The login is not root and has no device of its own. */
    REMOTE_DEVICE_DENIED(Group.TUNNEL_REFUSED),
    /** The device asked for belongs to another user. */
    REMOTE_DEVICE_OTHERS(Group.TUNNEL_REFUSED),
    /** The device asked for is held by another connection, or by one of ours that the server has not noticed the end of. */
    REMOTE_DEVICE_BUSY(Group.TUNNEL_REFUSED),
    /** The server lacks {@code /dev/net/tun} or its root may not use it: a container. */
    REMOTE_TUN_MISSING(Group.TUNNEL_REFUSED),
    /** authorized_keys names another unit for this key. */
    REMOTE_UNIT_FORCED(Group.TUNNEL_REFUSED),
    /** None of these explains it. */
    REMOTE_DEVICE_NOT_OPENED(Group.TUNNEL_REFUSED),
    /** The server's sshd ends at an IPv6 packet; IPv6 is kept out of the tunnel. */
    REMOTE_IPV6_FAULT(Group.TUNNEL_REFUSED),
    TUNNEL_REFUSED(Group.TUNNEL_REFUSED),
    TUNNEL_CLOSED(Group.TUNNEL_REFUSED),

    DEVICE_NAME_INVALID(Group.NETWORK),
    DEVICE_NAME_TAKEN(Group.NETWORK),
    DEVICE_GONE(Group.NETWORK),
    ADDRESS_CLASH(Group.NETWORK),
    ROUTE_CLASH(Group.NETWORK),
    DNS_NOT_IN_TUNNEL(Group.NETWORK),
    /** A program of this machine connects to the server for the helper, and would be led into the tunnel itself. */
    WAY_IN_TUNNEL(Group.NETWORK),
    LOCAL_STEP_FAILED(Group.NETWORK),
    NO_NFT(Group.NETWORK),
    /** Left by a tunnel that is no more; packets for its routes go nowhere. */
    KILL_SWITCH_CLOSED(Group.NETWORK),
    REMOTE_STEP_FAILED(Group.NETWORK),
    REMOTE_NOT_CONFIGURABLE(Group.NETWORK),

    NO_PRIVILEGE(Group.PRIVILEGE),
    NO_TUN_NODE(Group.PRIVILEGE),
    HELPER_UNAVAILABLE(Group.PRIVILEGE),

    NOT_VERIFIED(Group.NOT_VERIFIED),
    /** A tunnel that was verified answers no more. */
    TUNNEL_SILENT(Group.NOT_VERIFIED),
    /** The server does not pass on packets for the network behind it. */
    REMOTE_NOT_FORWARDING(Group.NOT_VERIFIED),
    /** The network behind the server answers the server, but nothing that comes through the tunnel. */
    REMOTE_NO_WAY_BACK(Group.NOT_VERIFIED),

    CANCELLED(Group.CANCELLED),
    INTERNAL(Group.INTERNAL);

    /** Causes that end the command line with the same exit status. */
    public enum Group {
        USAGE,
        PROFILE,
        UNREACHABLE,
        HOST_KEY,
        LOGIN,
        TUNNEL_REFUSED,
        NETWORK,
        PRIVILEGE,
        NOT_VERIFIED,
        CANCELLED,
        INTERNAL
    }

    private final Group group;

    FailureCause(Group group) {
        this.group = group;
    }

    public Group group() {
        return group;
    }
}
