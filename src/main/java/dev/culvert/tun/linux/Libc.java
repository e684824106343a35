package dev.culvert.tun.linux;

import com.sun.jna.Native;

/**
 * The system calls a TUN device needs, bound once by JNA's direct mapping. Addresses are plain {@code long}s, so that a packet
 * goes between kernel and off-heap memory without a copy. A call that fails returns -1; {@link #errno} says why.
 */
final class Libc {
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final short POLLIN = 1;

    /** errno(3), Linux. */
    static final int EPERM = 1;

    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int EBADFD = 77;

    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int open(String path, int flags);

    static native int close(int descriptor);

    static native int ioctl(int descriptor, long request, long argument);

    static native long read(int descriptor, long address, long length);

    static native long write(int descriptor, long address, long length);

    /** @param entries address of an array of struct pollfd (8 bytes each) */
    static native int poll(long entries, long count, int timeoutMillis);

    static native int eventfd(int initial, int flags);

    static int errno() {
        return Native.getLastError();
    }
}
