package dev.culvert.tun;

import dev.culvert.net.Layer;
import dev.culvert.net.PacketSink;
import dev.culvert.net.PacketSource;

/**
 * One end of a virtual interface: {@link #read} takes what the machine sends into it, {@link #write} gives the machine what
 * arrived for it. One thread may read while another writes. The interface goes with {@link #close}, which also wakes a
 * blocked reader (it returns -1); closing twice is harmless.
 */
public interface TunDevice extends PacketSource, PacketSink, AutoCloseable {
    /** The interface's name, such as {@code tun0}. */
    String name();

    Layer layer();

    @Override
    void close();
}
