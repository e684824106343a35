package dev.culvert.network.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.time.Duration;

/**
 * The kernel's word that links, addresses or routes of this network namespace have changed (rtnetlink(7), netlink(7)). It tells
 * that, not what: who wants to know looks. For one thread, for the life of the process.
 */
public final class RouteEvents {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_ROUTE = 0;

    /** RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE, RTMGRP_IPV6_IFADDR, RTMGRP_IPV6_ROUTE (linux/rtnetlink.h). */
    private static final int GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;

    private static final int MSG_DONTWAIT = 0x40;
    private static final short POLLIN = 1;

    /** struct sockaddr_nl: family, padding, port, groups. */
    private static final int ADDRESS_LENGTH = 12;

    private static final int BUFFER = 64 << 10;

    static {
        Native.register(RouteEvents.class, "c");
    }

    private final int descriptor;
    private final Memory polled = new Memory(8);
    private final Memory buffer = new Memory(BUFFER);

    private RouteEvents(int descriptor) {
        this.descriptor = descriptor;
        polled.clear();
        polled.setInt(0, descriptor);
        polled.setShort(4, POLLIN);
    }

    /** Listens from now on; needs no privilege. */
    public static RouteEvents open() throws IOException {
        int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        if (descriptor < 0) {
            throw failed("socket");
        }
        try (Memory address = new Memory(ADDRESS_LENGTH)) {
            address.clear();
            address.setShort(0, (short) AF_NETLINK);
            address.setInt(8, GROUPS);
            if (bind(descriptor, Pointer.nativeValue(address), ADDRESS_LENGTH) < 0) {
                throw failed("bind");
            }
        }
        return new RouteEvents(descriptor);
    }

    /**
     * Waits until something has changed since the last call, {@code timeout} at most.
     *
     * @return whether something has
     */
    public boolean await(Duration timeout) {
        boolean changed = poll(Pointer.nativeValue(polled), 1, (int) timeout.toMillis()) > 0;
        if (changed) {
            drain();
        }
        return changed;
    }

    /** Forgets what has changed so far. A queue that overflowed says so by an error, once; it is empty then too. */
    public void drain() {
        boolean more = true;
        while (more) {
            more = recv(descriptor, Pointer.nativeValue(buffer), BUFFER, MSG_DONTWAIT) > 0;
        }
    }

    private static IOException failed(String call) {
        return new IOException("netlink: " + call + ": errno " + Native.getLastError());
    }

    private static native int socket(int family, int type, int protocol);

    private static native int bind(int descriptor, long address, int length);

    private static native long recv(int descriptor, long buffer, long length, int flags);

    /** @param entries address of an array of struct pollfd (8 bytes each) */
    private static native int poll(long entries, long count, int timeoutMillis);
}
