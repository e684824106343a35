package dev.culvert.net;

/** Counts of one direction since the tunnel came up: whole packets, their bytes at the device, packets dropped. */
public record TrafficStats(long packets, long bytes, long dropped) {
    public static final TrafficStats NONE = new TrafficStats(0, 0, 0);
}
