package dev.culvert.helper;

import dev.culvert.net.Failure;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.remote.RefusalFacts;
import dev.culvert.remote.ServerEnd;
import dev.culvert.remote.ServerFacts;
import dev.culvert.remote.ServerSession;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.TunChannel;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SSH connection that carries a tunnel, and what stands on it: the channel, the server's end. When it ends, so does it; a
 * tunnel that is dialled again gets another. One thread at a time makes and unmakes it.
 */
final class Carrier {
    private static final Logger log = LoggerFactory.getLogger(Carrier.class);

    /** How long a silent server holds up whoever takes a tunnel back, all in all. */
    static final Duration SERVER_UNDO = Duration.ofSeconds(5);

    private static final Duration SERVER_SETUP = Duration.ofSeconds(20);

    private final SshConnection connection;
    private @Nullable ServerEnd serverEnd;
    private volatile @Nullable String remoteInterface;

    /** @param lost told once, on any thread, when the connection ends by itself */
    Carrier(SshConnection connection, Consumer<Failure> lost) {
        this.connection = connection;
        connection.onLost(lost);
    }

    /** @throws TunnelException with what is known of this server about why it refuses */
    TunChannel openChannel(Profile profile, ServerFacts server) throws TunnelException {
        OptionalInt unit = profile.device().remoteUnit();
        try {
            return connection.openTun(profile.layer(), unit);
        } catch (TunnelException e) {
            throw new TunnelException(RefusalFacts.add(e.failure(), connection, server, profile.layer(), unit), e);
        }
    }

    /** Sets the server's end up, or, where the profile says to leave it alone, asks for its name. */
    void configureServer(Approach approach) throws TunnelException {
        if (approach.profile().remote().configure()) {
            ServerEnd end = ServerEnd.configure(connection, approach.serverPlan(), approach.server(), SERVER_SETUP);
            serverEnd = end;
            remoteInterface = end.interfaceName();
        } else {
            remoteInterface = ServerEnd.observe(connection, SERVER_SETUP).orElse(null);
        }
    }

    /**
     * Has the server take its end back.
     *
     * @param deadline as {@link System#nanoTime} tells it
     * @return false when it did not say that it has
     */
    boolean undoServer(long deadline) {
        ServerEnd end = serverEnd;
        try {
            return end == null || end.undo(left(deadline));
        } catch (TunnelException | RuntimeException e) {
            log.warn("the server's end: {}", e.toString());
            return false;
        }
    }

    /** After {@link #undoServer} and after the channel was closed. @return false when its device may still be there */
    boolean awaitServerDeviceGone(long deadline) {
        ServerEnd end = serverEnd;
        try {
            return end == null || end.awaitDeviceGone(left(deadline));
        } catch (TunnelException | RuntimeException e) {
            log.warn("the server's device: {}", e.toString());
            return false;
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** Ends the connection; what was not undone on the server is, without waiting for it. */
    void close() {
        ServerEnd end = serverEnd;
        try {
            if (end != null) {
                end.close();
            }
        } finally {
            connection.close();
        }
    }

    SshConnection.Facts facts() {
        return connection.facts();
    }

    /** Whether this machine still has the address that the connection was made from. */
    boolean hasLocalAddress() {
        return connection.hasLocalAddress();
    }

    /** Whether the server answers within {@code timeout}; blocks. */
    boolean answers(Duration timeout) throws InterruptedException {
        return connection.answers(timeout);
    }

    /** Null before it is known. */
    @Nullable
    String remoteInterface() {
        return remoteInterface;
    }

    /** Null where the server does not tell. */
    @Nullable
    ServerSession session() {
        ServerEnd end = serverEnd;
        return end == null ? null : end.session();
    }
}
