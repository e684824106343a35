package dev.culvert.helper;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A tunnel with the clients that wait for it: they see its states, and answer its questions. Thread-safe; one thread calls
 * {@link #connect}, once.
 */
final class ServedTunnel {
    private final Profile profile;
    private final String digest;
    private final Asker asker;
    private final Tunnel tunnel;
    private final Supplier<? extends Collection<Client>> clients;
    private final Set<Client> followers = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Optional<Failure>> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final Object telling;
    private volatile boolean ending;

    /** The state that clients know. */
    private volatile TunnelState told = new TunnelState.Disconnected();

    /**
     * @param starter who asked for it
     * @param streams where connections for it come
     * @param clients those connected now: the ones that watch see everything
     * @param telling held while clients are told something
     */
    ServedTunnel(
            Tunnel.Factory factory,
            Profile profile,
            String digest,
            LoginOffer login,
            Client starter,
            Streams streams,
            Supplier<? extends Collection<Client>> clients,
            Object telling) {
        this.profile = profile;
        this.digest = digest;
        this.clients = clients;
        this.telling = telling;
        asker = new Asker(profile.name(), starter, streams);
        followers.add(starter);
        tunnel = factory.create(profile, digest, login, asker, this::tell);
    }

    Profile profile() {
        return profile;
    }

    boolean isOf(String profileDigest) {
        return digest.equals(profileDigest);
    }

    /** In the state that clients were told last: called by who tells it. */
    TunnelStatus status() {
        return tunnel.status().withState(told);
    }

    /** From now on {@code client} answers the questions, and sees the states. */
    void adopt(Client client) {
        asker.adopt(client);
        followers.add(client);
    }

    boolean hasSomebodyToAsk() {
        return asker.hasSomebody();
    }

    boolean isConnecting() {
        return !connected.isDone();
    }

    /** False once it failed or is disconnected, with everything undone. */
    boolean isLive() {
        if (gone.isDone()) {
            return false;
        }
        return isConnecting()
                || ending
                || switch (tunnel.status().state()) {
                    case TunnelState.Failed _, TunnelState.Disconnected _ -> false;
                    default -> true;
                };
    }

    /** Whether it is being taken down, by somebody or because it was lost. */
    boolean isEnding() {
        return ending || tunnel.status().state() instanceof TunnelState.Disconnecting;
    }

    /** Connects for {@code starter}; blocks. */
    void connect(Client starter) throws TunnelException {
        try {
            tunnel.connect();
            connected.complete(Optional.empty());
        } catch (TunnelException e) {
            connected.complete(Optional.of(e.failure()));
            throw e;
        } catch (RuntimeException | Error e) {
            tunnel.disconnect();
            connected.complete(Optional.of(Failure.of(FailureCause.INTERNAL, "reason", e.toString())));
            throw e;
        } finally {
            followers.remove(starter);
        }
    }

    /** Waits for a {@link #connect} of another client, as if it were this one's; blocks. */
    void join(Client client) throws TunnelException {
        asker.add(client);
        boolean added = followers.add(client);
        try {
            Optional<Failure> failure = connected.join();
            if (failure.isPresent()) {
                throw new TunnelException(failure.get());
            }
            if (tunnel.status().state() instanceof TunnelState.Waiting) {
                asker.adopt(client); // who answers for it now could not
            }
            tunnel.hurry(true);
        } finally {
            if (added) {
                followers.remove(client);
            }
        }
    }

    List<Event.PlannedStep> plan() throws TunnelException {
        try {
            return tunnel.plan();
        } finally {
            gone.complete(null);
        }
    }

    void examine(Client asking) throws TunnelException {
        try {
            tunnel.examine(asking::send);
        } finally {
            gone.complete(null);
        }
    }

    /** Disconnects and undoes; {@code client} sees the states. Blocks until done. */
    void disconnect(Client client) {
        followers.add(client);
        try {
            disconnect();
        } finally {
            followers.remove(client);
        }
    }

    void disconnect() {
        ending = true;
        asker.cancel();
        try {
            tunnel.disconnect();
        } finally {
            gone.complete(null);
        }
    }

    /** As {@link Tunnel#hurry}. */
    void hurry(boolean byUser) {
        tunnel.hurry(byUser);
    }

    /** Waits until a tunnel that {@link #isEnding} is down. */
    void awaitGone() {
        if (ending) {
            gone.join();
        } else {
            disconnect();
        }
    }

    void forget(Client client) {
        followers.remove(client);
        asker.forget(client);
    }

    private void tell(Event event) {
        Set<Client> to = new LinkedHashSet<>(followers);
        clients.get().stream().filter(Client::isWatching).forEach(to::add);
        synchronized (telling) {
            if (event instanceof Event.State(String _, TunnelState state)) {
                told = state;
            }
            to.forEach(client -> client.send(event));
        }
    }
}
