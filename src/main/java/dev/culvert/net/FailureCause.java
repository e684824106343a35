package dev.culvert.net;

/**
 * Why a tunnel could not be made or kept. A cause carries facts, never prose: the words live in the message bundles under
 * {@code cause.NAME}. The group decides the command line's exit status.
 */
public enum FailureCause {
    /** Another profile of this name is up. */
    NAME_IN_USE(Group.USAGE),

    PROFILE_INVALID(Group.PROFILE),
    PROFILE_NOT_SUPPORTED(Group.PROFILE),

    NAME_NOT_RESOLVED(Group.UNREACHABLE),
    CONNECTION_REFUSED(Group.UNREACHABLE),
    CONNECT_TIMED_OUT(Group.UNREACHABLE),
    NO_ROUTE_TO_SERVER(Group.UNREACHABLE),
    NOT_AN_SSH_SERVER(Group.UNREACHABLE),
    NO_COMMON_ALGORITHM(Group.UNREACHABLE),
    CONNECTION_LOST(Group.UNREACHABLE),

    HOST_KEY_UNKNOWN(Group.HOST_KEY),
    HOST_KEY_CHANGED(Group.HOST_KEY),
    HOST_KEY_REVOKED(Group.HOST_KEY),

    LOGIN_REFUSED(Group.LOGIN),
    SECRET_NEEDED(Group.LOGIN),

    TUNNEL_NOT_PERMITTED(Group.TUNNEL_REFUSED),
    REMOTE_DEVICE_NOT_OPENED(Group.TUNNEL_REFUSED),
    TUNNEL_REFUSED(Group.TUNNEL_REFUSED),
    TUNNEL_CLOSED(Group.TUNNEL_REFUSED),

    DEVICE_NAME_INVALID(Group.NETWORK),
    DEVICE_NAME_TAKEN(Group.NETWORK),
    DEVICE_GONE(Group.NETWORK),
    ADDRESS_CLASH(Group.NETWORK),
    ROUTE_CLASH(Group.NETWORK),
    LOCAL_STEP_FAILED(Group.NETWORK),
    REMOTE_STEP_FAILED(Group.NETWORK),
    REMOTE_NOT_CONFIGURABLE(Group.NETWORK),

    NO_PRIVILEGE(Group.PRIVILEGE),
    NO_TUN_NODE(Group.PRIVILEGE),
    HELPER_UNAVAILABLE(Group.PRIVILEGE),

    NOT_VERIFIED(Group.NOT_VERIFIED),

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
