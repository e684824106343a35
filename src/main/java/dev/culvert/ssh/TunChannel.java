package dev.culvert.ssh;

import dev.culvert.pipeline.PacketChannel;

/**
 * An open {@code tun@openssh.com} channel. A batch is framed, encrypted and sent with one socket write; writing blocks while the
 * server's window or the socket is full. It ends with TUNNEL_CLOSED or CONNECTION_LOST.
 */
public interface TunChannel extends PacketChannel {}
