package dev.culvert.helper;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.FailureCause;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelException;
import dev.culvert.network.KillSwitches;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The helper's tunnels, one a profile name. A tunnel that failed stays to be looked at until its name is used again or it is
 * taken down. Thread-safe; what connects or disconnects blocks.
 */
final class Tunnels {
    private static final Logger log = LoggerFactory.getLogger(Tunnels.class);

    /** Names remembered, failed ones included. */
    private static final int MAX_NAMES = 256;

    private final Tunnel.Factory factory;
    private final KillSwitches killSwitches;
    private final Supplier<? extends Collection<Client>> clients;
    private final Map<String, ServedTunnel> byName = new LinkedHashMap<>();

    private final Streams streams = new Streams();

    /** Those that are planned or examined, and never up, with who asked for it. */
    private final Map<ServedTunnel, Client> trials = new LinkedHashMap<>();

    private boolean ending;

    /** Held while a client is told of a state or of all: what it hears last is what is so. */
    private final Object telling = new Object();

    /** @param clients those connected now */
    Tunnels(Tunnel.Factory factory, KillSwitches killSwitches, Supplier<? extends Collection<Client>> clients) {
        this.factory = factory;
        this.killSwitches = killSwitches;
        this.clients = clients;
    }

    /** What clients connect for tunnels. */
    Streams streams() {
        return streams;
    }

    /** Connects, or joins the tunnel that is what is asked for. The client sees its states and answers its questions. */
    void up(Command.Up command, Client client) throws TunnelException {
        Profile profile = parse(command.profile());
        String digest = digest(command.profile());
        while (true) {
            ServedTunnel tunnel;
            boolean isNew = false;
            synchronized (this) {
                tunnel = byName.get(profile.name());
                if (tunnel == null || !tunnel.isLive()) {
                    refuseClash(profile);
                    tunnel = served(profile, digest, command.login(), client);
                    byName.put(profile.name(), tunnel);
                    isNew = true;
                }
            }
            if (isNew) {
                tunnel.connect(client);
                return;
            }
            if (tunnel.isEnding()) {
                tunnel.awaitGone();
            } else if (tunnel.isOf(digest)) {
                tunnel.join(client);
                return;
            } else {
                throw new TunnelException(FailureCause.NAME_IN_USE, "name", profile.name());
            }
        }
    }

    /** Disconnects, undoes, and opens the kill switch; nothing happens where there is neither. */
    void down(String name, Client client) throws TunnelException {
        ServedTunnel tunnel = disconnect(name, client);
        try {
            killSwitches.openLeft(name);
        } finally {
            if (tunnel != null) {
                remove(tunnel);
            }
        }
    }

    /** Disconnects and undoes all but the kill switch. */
    void leave(String name, Client client) {
        ServedTunnel tunnel = disconnect(name, client);
        if (tunnel != null) {
            remove(tunnel);
        }
    }

    private @Nullable ServedTunnel disconnect(String name, Client client) {
        ServedTunnel tunnel;
        synchronized (this) {
            tunnel = byName.get(name);
        }
        if (tunnel != null) {
            tunnel.disconnect(client);
        }
        return tunnel;
    }

    void downAll(Client client) throws TunnelException {
        forEachAtOnce(tunnel -> {
            tunnel.disconnect(client);
            remove(tunnel);
        });
        for (String left : killSwitches.closed().keySet()) {
            killSwitches.openLeft(left);
        }
    }

    /** Lets packets past a kill switch for so long. A tunnel that is being dialled again is let go of by its next attempt. */
    void pause(String name, Duration time) throws TunnelException {
        if (!killSwitches.pause(name, time)) {
            throw new TunnelException(FailureCause.KILL_SWITCH_OPEN, "name", name);
        }
        synchronized (this) {
            ServedTunnel tunnel = byName.get(name);
            if (tunnel != null) {
                tunnel.hurry(true);
            }
        }
    }

    List<Event.PlannedStep> plan(Command.Plan command, Client client) throws TunnelException {
        ServedTunnel tunnel = trial(parse(command.profile()), digest(command.profile()), command.login(), client);
        try {
            return tunnel.plan();
        } finally {
            endTrial(tunnel);
        }
    }

    /** Tries what {@link #up} would do and takes it back, or looks at the tunnel if it is up; the client is told of each step. */
    void examine(Command.Examine command, Client client) throws TunnelException {
        Profile profile = parse(command.profile());
        String digest = digest(command.profile());
        ServedTunnel up;
        synchronized (this) {
            up = byName.get(profile.name());
        }
        if (up != null && up.isLive()) {
            if (!up.isOf(digest)) {
                throw new TunnelException(FailureCause.NAME_IN_USE, "name", profile.name());
            }
            LiveExamination.run(profile, up::status, client::send);
            return;
        }
        ServedTunnel tunnel = trial(profile, digest, command.login(), client);
        try {
            tunnel.examine(client);
        } finally {
            endTrial(tunnel);
        }
    }

    private synchronized ServedTunnel trial(Profile profile, String digest, LoginOffer login, Client client)
            throws TunnelException {
        refuseClash(profile);
        ServedTunnel tunnel = served(profile, digest, login, client);
        trials.put(tunnel, client);
        return tunnel;
    }

    private synchronized void endTrial(ServedTunnel tunnel) {
        trials.remove(tunnel);
    }

    /** From now on {@code client} answers this tunnel's questions and sees its states; nothing happens when there is no such tunnel. */
    synchronized void adopt(String name, Client client) {
        ServedTunnel tunnel = byName.get(name);
        if (tunnel != null) {
            tunnel.adopt(client);
        }
    }

    /**
     * Tells {@code to} what all tunnels do, and which kill switches are closed without one, after the states that this says and
     * before those that come; it must not block.
     */
    void tellStatus(Consumer<List<TunnelStatus>> to) {
        List<ServedTunnel> all;
        Map<String, String> left = killSwitches.closed();
        synchronized (this) {
            all = List.copyOf(byName.values());
            left.keySet().removeAll(byName.keySet());
        }
        synchronized (telling) {
            to.accept(Stream.concat(
                            all.stream().map(ServedTunnel::status),
                            left.entrySet().stream()
                                    .map(closed -> TunnelStatus.leftClosed(closed.getKey(), closed.getValue())))
                    .toList());
        }
    }

    /** The names of the tunnels' own interfaces on this machine. */
    synchronized Set<String> interfaces() {
        return byName.values().stream()
                .flatMap(tunnel -> Stream.ofNullable(tunnel.status().interfaceName()))
                .collect(Collectors.toSet());
    }

    /** The network has changed, or the machine slept. */
    synchronized void hurry() {
        byName.values().forEach(tunnel -> tunnel.hurry(false));
    }

    synchronized boolean anyLive() {
        return byName.values().stream().anyMatch(ServedTunnel::isLive);
    }

    /** A client has gone. What still connects, with nobody left to answer for it, is given up. */
    void gone(Client client) {
        List<ServedTunnel> orphans = new ArrayList<>();
        synchronized (this) {
            byName.values().forEach(tunnel -> tunnel.forget(client));
            byName.values().stream()
                    .filter(tunnel -> tunnel.isConnecting() && !tunnel.hasSomebodyToAsk())
                    .forEach(orphans::add);
            trials.forEach((tunnel, asker) -> {
                if (asker == client) {
                    orphans.add(tunnel);
                }
            });
        }
        for (ServedTunnel orphan : orphans) {
            log.info(
                    "{}: given up, the client that asked for it is gone",
                    orphan.profile().name());
            Thread.ofVirtual().name("orphan").start(() -> {
                orphan.disconnect();
                remove(orphan);
            });
        }
    }

    /** Takes everything down and lets nothing new up; blocks, at most for {@code bound}. */
    void end(Duration bound) {
        synchronized (this) {
            ending = true;
        }
        Thread all = Thread.ofVirtual().name("end").start(() -> forEachAtOnce(ServedTunnel::disconnect));
        try {
            if (!all.join(bound)) {
                log.error("some tunnels are not down after {} s", bound.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forEachAtOnce(Consumer<ServedTunnel> action) {
        List<ServedTunnel> all;
        synchronized (this) {
            all = new ArrayList<>(byName.values());
            all.addAll(trials.keySet());
        }
        List<Thread> threads = all.stream()
                .map(tunnel -> Thread.ofVirtual()
                        .name("down " + tunnel.profile().name())
                        .start(() -> action.accept(tunnel)))
                .toList();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called with this object's lock held. */
    private ServedTunnel served(Profile profile, String digest, LoginOffer login, Client client)
            throws TunnelException {
        // A client that has gone already would not be seen going again.
        if (ending || !client.isOpen()) {
            throw new TunnelException(FailureCause.CANCELLED);
        }
        if (byName.size() >= MAX_NAMES) {
            byName.values().removeIf(tunnel -> !tunnel.isLive());
        }
        if (byName.size() >= MAX_NAMES) {
            throw new TunnelException(FailureCause.HELPER_UNAVAILABLE, "reason", MAX_NAMES + " tunnels");
        }
        return new ServedTunnel(factory, profile, digest, login, client, streams, clients, telling);
    }

    private synchronized void remove(ServedTunnel tunnel) {
        byName.remove(tunnel.profile().name(), tunnel);
    }

    /** Two devices cannot both be the way to one prefix. Called with this object's lock held. */
    private void refuseClash(Profile profile) throws TunnelException {
        for (ServedTunnel other : byName.values()) {
            if (!other.isLive() || other.profile().name().equals(profile.name())) {
                continue;
            }
            Set<IpPrefix> shared = new HashSet<>(profile.network().routes());
            shared.retainAll(other.profile().network().routes());
            if (!shared.isEmpty()) {
                String route = shared.contains(IpPrefix.ALL_IPV4)
                        ? "default"
                        : shared.iterator().next().toString();
                throw new TunnelException(
                        FailureCause.ROUTE_CLASH,
                        "route",
                        route,
                        "interface",
                        other.profile().name());
            }
        }
    }

    /** The client has shown its user every problem already; here one is enough. */
    private static Profile parse(String text) throws TunnelException {
        switch (ProfileReader.read(text)) {
            case ProfileReading.Valid valid
            when valid.notSupported().isEmpty() -> {
                return valid.profile();
            }
            case ProfileReading.Valid valid ->
                throw refused(
                        FailureCause.PROFILE_NOT_SUPPORTED, valid.notSupported().getFirst());
            case ProfileReading.Invalid invalid ->
                throw refused(FailureCause.PROFILE_INVALID, invalid.problems().getFirst());
        }
    }

    private static TunnelException refused(FailureCause cause, ProfileProblem problem) {
        return new TunnelException(
                cause, "pointer", problem.pointer(), "reason", problem.reason().name());
    }

    private static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
