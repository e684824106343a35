package dev.culvert.control;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stays when {@code up} has returned: holds agent connection and unlocked keys, and answers the helper's questions, until the
 * tunnels it was given are down. Its end ends no tunnel.
 */
final class Keeper {
    private static final Logger log = LoggerFactory.getLogger(Keeper.class);

    private final HelperLink helper;
    private final KeeperDoor.Open door;

    // guarded by this
    private final Set<String> kept = new HashSet<>();
    private boolean helperGone;
    private boolean ending;

    Keeper(HelperLink helper, KeeperDoor.Open door) {
        this.helper = helper;
        this.door = door;
    }

    /** Blocks until nothing is left to keep, or the helper is gone. */
    void run() throws IOException {
        helper.onClosed(this::helperGone);
        keep(door.first());
        door.taken();
        Thread.ofPlatform().daemon().name("door").start(this::serveDoor);
        synchronized (this) {
            while (!kept.isEmpty() && !helperGone) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            ending = true;
        }
    }

    private void serveDoor() {
        while (door.isOpen()) {
            try {
                door.next(this::keep);
            } catch (IOException e) {
                if (door.isOpen()) {
                    log.warn("nothing taken over: {}", e.getMessage());
                }
            }
        }
    }

    private void keep(Handover handover) throws IOException {
        String name = helper.adopt(handover, this::seen);
        synchronized (this) {
            if (ending) {
                throw new IOException("too late for " + name); // who brought it starts another keeper
            }
            kept.add(name);
        }
        // It may have gone down before it was adopted, and then no event says so any more.
        boolean isUp = helper.status().stream()
                .filter(tunnel -> tunnel.name().equals(name))
                .map(TunnelStatus::state)
                .anyMatch(Keeper::isUp);
        if (isUp) {
            log.info("keeps {}", name);
        } else {
            drop(name);
        }
    }

    private void seen(Event event) {
        if (event instanceof Event.State(String name, TunnelState state) && !isUp(state)) {
            drop(name);
        }
    }

    private synchronized void drop(String name) {
        kept.remove(name);
        notifyAll();
    }

    private synchronized void helperGone() {
        helperGone = true;
        notifyAll();
    }

    private static boolean isUp(TunnelState state) {
        return switch (state) {
            case TunnelState.Disconnected _, TunnelState.Failed _ -> false;
            default -> true;
        };
    }
}
