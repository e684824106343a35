package dev.culvert.demo;

import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import dev.culvert.tun.TunDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/** This machine's end of the demonstration's tunnel. */
sealed interface NearEnd extends AutoCloseable permits KernelEnd, MemoryEnd {
    TunDevice device();

    /** Free ones, for both ends. */
    TunnelAddresses addresses();

    /** Makes the device ready to be used; packets are moving already. */
    void configure() throws TunnelException;

    /**
     * Sends something into the device as an application would, and waits until it comes back. One thread at a time.
     *
     * @return the round trip; empty when nothing came within {@code timeout}
     * @throws IOException when the device is gone
     */
    Optional<Duration> ping(InetAddress peer, Duration timeout) throws IOException, InterruptedException;

    /** Undoes {@link #configure} and closes the device. */
    @Override
    void close() throws TunnelException;
}
