package dev.culvert.helper;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.util.List;
import java.util.function.Consumer;

/** One tunnel of one profile, from connecting to its undoing. Thread-safe; used once: it is not connected again. */
public interface Tunnel {
    /** Connects and returns once verified; blocks. On failure everything is undone before it throws. */
    void connect() throws TunnelException;

    /**
     * Disconnects and undoes both ends, all but the kill switch; blocks until that is done. From any thread; ends a {@link #connect} that runs (it
     * throws CANCELLED). Harmless when there is nothing to undo.
     */
    void disconnect();

    /**
     * Looks at once whether a tunnel that is up lives, and dials one that waits to be dialled again. Never blocks.
     *
     * @param byUser somebody is there to answer questions; else the network has changed
     */
    void hurry(boolean byUser);

    /** Never blocks. */
    TunnelStatus status();

    /** Connects as far as needed to know every step of {@link #connect}, changes nothing, and closes the connection; blocks. */
    List<Event.PlannedStep> plan() throws TunnelException;

    /** Tries each step of {@link #connect}, tells how it went, and takes back what it made; blocks. */
    void examine(Consumer<Event.Checked> told) throws TunnelException;

    /** Makes tunnels. */
    interface Factory {
        /**
         * @param digest SHA-256 of the profile's text, in hex
         * @param questions where the logins' questions go; they block
         * @param events takes this tunnel's states, warnings and banners, from any thread; does not block
         */
        Tunnel create(Profile profile, String digest, LoginOffer login, Questions questions, Consumer<Event> events);
    }
}
