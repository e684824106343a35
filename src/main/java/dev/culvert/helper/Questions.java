package dev.culvert.helper;

import dev.culvert.net.TunnelException;
import dev.culvert.ssh.LoginCallbacks;
import java.nio.channels.SocketChannel;

/** Where the questions of one tunnel's logins go. Thread-safe. */
public interface Questions {
    /** Those of one hop's login: {@link dev.culvert.ipc.LoginOffer#hops}, from 0. */
    LoginCallbacks of(int hop);

    /**
     * A connection to the first hop that the user's side has made; blocks. The caller closes.
     *
     * @throws TunnelException PROXY_COMMAND_FAILED, or what the user's side says
     */
    SocketChannel stream() throws TunnelException;
}
