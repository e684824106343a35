package dev.culvert.ipc;

/** What an examination tries, in order. */
public enum Check {
    /** Started by the user's side, which alone tells of this one. */
    HELPER,
    /** Whether this machine gives a tunnel device. */
    LOCAL_DEVICE,
    NAME,
    TCP,
    HOST_KEY,
    LOGIN,
    /** What the login can see of the server. */
    SERVER,
    /** Whether the tunnel's addresses and routes are free on both ends. */
    ADDRESSES,
    CHANNEL,
    REMOTE_END,
    LOCAL_END,
    /** A packet to the server's end and back. */
    ECHO,
    /** A packet to the network behind the server and back. */
    BEYOND,
    UNDO
}
