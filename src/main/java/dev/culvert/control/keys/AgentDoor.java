package dev.culvert.control.keys;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Where an agent is met: {@link #open} gives a connection of its own each time, that the caller closes. */
interface AgentDoor {
    ByteChannel open() throws IOException;

    /** @param path a Unix socket; on Windows also a named pipe, {@code \\.\pipe\openssh-ssh-agent} for OpenSSH's agent */
    static AgentDoor at(Path path) {
        return path.toString().startsWith(WindowsPipe.PIPES)
                ? () -> new WindowsPipe(path.toString())
                : () -> SocketChannel.open(UnixDomainSocketAddress.of(path));
    }
}
