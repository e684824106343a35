package dev.culvert.control;

import dev.culvert.ipc.ClosedFile;
import dev.culvert.ipc.HelperSocket;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the helper of this user in this network namespace, or has it started. */
public final class Helpers {
    private static final Logger LOG = LoggerFactory.getLogger(Helpers.class);
    private static final Path RUN = Path.of("/run/culvert");
    private static final Path STATE = Path.of("/var/lib/culvert");

    private final LoginSide.Factory logins;
    private final Program program;
    private final String place;

    /** @param logins makes the user's side of each login; its prompts ask the person */
    public Helpers(LoginSide.Factory logins) throws TunnelException {
        this.logins = logins;
        program = Program.ofThisProcess();
        try {
            place = HelperSocket.place();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /**
     * Connects to the helper that runs; starts none. The caller closes.
     *
     * @throws TunnelException HELPER_UNAVAILABLE when what is there cannot be talked to, or must not be believed
     */
    public Optional<HelperConnection> attach() throws TunnelException {
        return link().map(link -> link);
    }

    /**
     * Connects to the helper; starts it first when none runs, which may ask the person for a password. The caller closes.
     *
     * @throws TunnelException NO_PRIVILEGE or HELPER_UNAVAILABLE
     */
    public HelperConnection attachOrStart() throws TunnelException {
        Optional<HelperLink> there = link();
        if (there.isPresent()) {
            return there.get();
        }
        Elevation elevation;
        try {
            elevation = new Elevation(program.rootScript(), Elevation.Session.ofThisProcess());
        } catch (IOException e) {
            throw unavailable(e);
        }
        // Once more: a helper that was about to end when it was asked for may have gone meanwhile.
        for (int turn = 0; turn < 2; turn++) {
            elevation.run();
            there = link();
            if (there.isPresent()) {
                return there.get();
            }
        }
        throw new TunnelException(FailureCause.HELPER_UNAVAILABLE, "reason", "not-there");
    }

    /** As {@link HelperAccess#leftClosed}. */
    public List<TunnelStatus> leftClosed() throws TunnelException {
        try {
            return new ClosedFile(STATE.resolve(place)).read();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** The helper's log: of the one that runs, else of the last that did not end well. */
    public Optional<Path> log() {
        return Optional.of(RUN.resolve(place).resolve("log"))
                .filter(Files::exists)
                .or(() -> Optional.of(RUN.resolve("log-" + place)).filter(Files::exists));
    }

    /** Runs the keeper, which returns when its tunnels are down; blocks. Reads what it keeps first from standard input. */
    public void keep() throws TunnelException {
        Optional<HelperLink> helper = link();
        try (KeeperDoor.Open door = door().open()) {
            if (helper.isPresent()) {
                try (HelperLink link = helper.get()) {
                    new Keeper(link, door).run();
                } catch (IOException | RuntimeException e) {
                    // now: who started this process ends it once it hears that the door is closed
                    LOG.error("keeper", e);
                    throw e;
                }
            }
            door.clear();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private KeeperDoor door() {
        return new KeeperDoor(program, place);
    }

    private Optional<HelperLink> link() throws TunnelException {
        Optional<SocketChannel> channel;
        try {
            channel = HelperSocket.connect(RUN.resolve(place));
        } catch (IOException e) {
            throw unavailable(e);
        }
        return channel.isEmpty()
                ? Optional.empty()
                : Optional.of(HelperLink.open(channel.get(), program.build(), logins, door()));
    }

    private static TunnelException unavailable(IOException e) {
        return new TunnelException(
                Failure.of(FailureCause.HELPER_UNAVAILABLE, "reason", String.valueOf(e.getMessage())), e);
    }
}
