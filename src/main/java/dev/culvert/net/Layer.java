package dev.culvert.net;

/** What a tunnel carries: IP packets (TUN, layer 3) or Ethernet frames (TAP, layer 2). */
public enum Layer {
    IP,
    ETHERNET
}
