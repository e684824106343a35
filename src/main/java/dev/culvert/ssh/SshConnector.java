package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.jspecify.annotations.Nullable;

/**
 * Makes SSH connections that are logged in. One serves a whole process: connections share its threads. Reads no file of any
 * user, holds no key: every question goes to the {@link LoginCallbacks}. Thread-safe.
 */
public final class SshConnector implements AutoCloseable {
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** MINA is told an address, and the wire is there already: nothing is connected to this one. */
    private static final String NOWHERE = "0.0.0.0";

    /** Longest wait for one address to accept, and for the server's next step while nobody is being asked. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Duration timeout;

    private final SshClient client;
    private final ScheduledExecutorService clock;

    public SshConnector() {
        this(PATIENCE);
    }

    SshConnector(Duration timeout) {
        this.timeout = timeout;
        clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("ssh-clock").factory());
        client = MinaClient.create(clock);
        client.start();
    }

    /** Steps of {@link #connect}, in order. */
    public enum Stage {
        TCP,
        HOST_KEY,
        LOGIN
    }

    /**
     * Where to log in as whom.
     *
     * @param host the name the host key is known under
     * @param addresses what it resolves to, in the order to try
     */
    public record Target(String host, int port, List<InetAddress> addresses, String user) {
        public Target {
            addresses = List.copyOf(addresses);
        }

        String server() {
            return new HostPort(host, port).toString();
        }
    }

    /**
     * What the user's side brings.
     *
     * @param methods as SSH names them, in order; others than publickey, keyboard-interactive and password are left out
     * @param identities public key or certificate blobs, in order
     * @param terms algorithms and limits
     */
    public record Offer(List<String> methods, List<byte[]> identities, LoginTerms terms) {
        private static final List<String> KNOWN = List.of("publickey", "keyboard-interactive", "password");

        public Offer {
            methods = methods.stream().filter(KNOWN::contains).distinct().toList();
            identities = List.copyOf(identities);
        }
    }

    /** Told each step of {@link #connect} as it begins, on any thread. */
    public interface Progress {
        /** @param hop from 0; the proxy, or what the user's side connects, is a part of the first's TCP */
        void reached(Stage stage, int hop);
    }

    /** As {@link #connect(Way, Profile.Keepalive, Progress)}, straight to one server. */
    public SshConnection connect(
            Target target, Offer offer, Profile.Keepalive keepalive, LoginCallbacks callbacks, Consumer<Stage> stages)
            throws TunnelException {
        Way way = new Way(new Way.Direct(List.of()), List.of(new Way.Hop(target, offer, callbacks, timeout)));
        return connect(way, keepalive, (stage, hop) -> stages.accept(stage));
    }

    /**
     * Connects to the first hop, logs in, goes on to the next from there, and so on. Where the first has several addresses it is
     * the first that accepts. Blocks, as long as the user thinks; interrupt the thread to cancel. A failure at a hop has its number,
     * from 0, as the fact {@code hop} where there are several.
     *
     * @throws TunnelException CONNECTION_REFUSED, CONNECT_TIMED_OUT, NO_ROUTE_TO_SERVER, NOT_AN_SSH_SERVER, NO_COMMON_ALGORITHM,
     *     LOGIN_REFUSED, TOO_MANY_KEYS, SECRET_NEEDED, SECRET_DECLINED, CONNECTION_LOST, CANCELLED, what {@link LoginCallbacks#hostKey} answered, what
     *     {@link WireChannel#open} or {@link ProxyTalk#connect} says, or what the user's side says of its stream
     */
    public SshConnection connect(Way way, Profile.Keepalive keepalive, Progress progress) throws TunnelException {
        Chain chain = new Chain(keepalive, clock);
        int hop = 0;
        SshConnection made = null;
        try {
            for (; made == null; hop++) {
                int number = hop;
                Way.Hop next = way.hops().get(hop);
                Login login = new Login(
                        next.target(), next.offer(), next.callbacks(), stage -> progress.reached(stage, number));
                login.stage(Stage.TCP);
                ClientSession session =
                        hop == 0 ? reach(way, login) : session(login, chain.wireTo(next), next.timeout());
                logIn(login, session, next.timeout());
                next.callbacks().loggedIn();
                if (hop == way.hops().size() - 1) {
                    made = chain.connection(session, login);
                } else {
                    chain.add(session, login);
                }
            }
            return made;
        } catch (TunnelException e) {
            Failure failure = chain.loss(false).orElseGet(() -> ofStream(way, e.failure()));
            throw new TunnelException(
                    way.hops().size() == 1 || failure.facts().containsKey("hop") ? failure : Chain.at(hop, failure), e);
        } finally {
            if (made == null) {
                chain.close();
            }
        }
    }

    /** What the user's side connected ended without a word: it never got through. */
    private static Failure ofStream(Way way, Failure failure) {
        boolean wordless = failure.cause() == FailureCause.NOT_AN_SSH_SERVER
                && failure.facts().getOrDefault("answer", "").isEmpty();
        return wordless && way.reach() instanceof Way.Stream
                ? Failure.of(
                        FailureCause.PROXY_COMMAND_FAILED,
                        "server",
                        way.hops().getFirst().target().server())
                : failure;
    }

    /** The session at the first hop. */
    private ClientSession reach(Way way, Login login) throws TunnelException {
        Duration patience = way.hops().getFirst().timeout();
        Target target = login.target();
        return switch (way.reach()) {
            case Way.Direct(List<InetAddress> from) -> direct(login, from, patience);
            case Way.Proxy proxy ->
                session(login, Dialer.through(proxy, new HostPort(target.host(), target.port()), patience), patience);
            case Way.Stream stream -> session(login, stream.open(), patience);
        };
    }

    private ClientSession direct(Login login, List<InetAddress> from, Duration patience) throws TunnelException {
        Target target = login.target();
        TunnelException unreachable = new TunnelException(FailureCause.NAME_NOT_RESOLVED, "host", target.host());
        boolean tried = false;
        for (InetAddress address : target.addresses()) {
            try {
                return session(login, Dialer.tcp(address, target.port(), from, patience), patience);
            } catch (IOException e) {
                TunnelException named = named(login, patience, e);
                if (named.failure().cause().group() != FailureCause.Group.UNREACHABLE) {
                    throw named;
                }
                // of several, an address that said no tells more than one that cannot be reached
                if (!tried || unreachable.failure().cause() == FailureCause.NO_ROUTE_TO_SERVER) {
                    unreachable = named;
                }
                tried = true;
            }
        }
        throw unreachable;
    }

    private static TunnelException named(Login login, Duration patience, IOException reason) {
        if (reason instanceof TunnelException known) {
            return known;
        }
        try {
            Dialer.refuseInterrupt(reason);
        } catch (TunnelException cancelled) {
            return cancelled;
        }
        return new TunnelException(ConnectFailures.unreachable(login, patience, reason), reason);
    }

    private ClientSession session(Login login, SocketChannel channel, Duration patience) throws TunnelException {
        try {
            return session(login, new SocketWire(channel), patience);
        } catch (TunnelException e) {
            throw e;
        } catch (IOException e) {
            throw named(login, patience, e);
        }
    }

    /** @param wire the session's from here, after a failure too */
    private ClientSession session(Login login, Wire wire, Duration patience) throws TunnelException {
        CompletableFuture<ClientSession> connected = new CompletableFuture<>();
        try {
            ConnectFuture connecting = client.connect(
                    new HostConfigEntry(
                            "", NOWHERE, login.target().port(), login.target().user()),
                    AttributeRepository.ofAttributesMap(Map.of(Login.KEY, login, Wire.KEY, wire)),
                    null);
            connecting.addListener(future -> {
                if (future.isConnected()) {
                    // completed twice when the wait was given up before
                    if (!connected.complete(future.getClientSession())) {
                        future.getClientSession().close(true);
                    }
                } else {
                    Throwable reason = future.getException();
                    connected.completeExceptionally(reason == null ? new IOException("cancelled") : reason);
                }
            });
            return connected.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | TimeoutException e) {
            if (!connected.completeExceptionally(e) && !connected.isCompletedExceptionally()) {
                connected.join().close(true);
            }
            Dialer.closeQuietly(wire);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                throw new TunnelException(Failure.of(FailureCause.CANCELLED), e);
            }
            throw new TunnelException(ConnectFailures.timedOut(login.target().server(), patience), e);
        } catch (ExecutionException e) {
            throw new TunnelException(ConnectFailures.unreachable(login, patience, e.getCause()), e.getCause());
        } catch (IOException e) {
            Dialer.closeQuietly(wire);
            throw named(login, patience, e);
        }
    }

    private void logIn(Login login, ClientSession session, Duration connecting) throws TunnelException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            login.stage(Stage.HOST_KEY);
            session.auth().addListener(future -> {
                if (future.isSuccess()) {
                    done.complete(null);
                } else {
                    Throwable reason = future.getException();
                    done.completeExceptionally(reason == null ? new IOException("cancelled") : reason);
                }
            });
            session.addCloseFutureListener(future -> done.completeExceptionally(new IOException("closed")));
            try {
                await(login, done, connecting);
            } catch (ExecutionException e) {
                awaitLastWords(session, e.getCause());
                throw e;
            }
        } catch (InterruptedException e) {
            abandon(login, session);
            Thread.currentThread().interrupt();
            throw new TunnelException(Failure.of(FailureCause.CANCELLED), e);
        } catch (TimeoutException e) {
            abandon(login, session);
            throw new TunnelException(ConnectFailures.silent(login, patience(login, connecting)), e);
        } catch (ExecutionException e) {
            abandon(login, session);
            throw new TunnelException(ConnectFailures.login(login, e.getCause()), e.getCause());
        } catch (IOException e) {
            abandon(login, session);
            throw new TunnelException(ConnectFailures.login(login, e), e);
        }
    }

    /** ConnectTimeout ends with the key exchange (ssh_config(5)): a server may take longer over a password. */
    private Duration patience(Login login, Duration connecting) {
        return login.isTrusted() && connecting.compareTo(timeout) < 0 ? timeout : connecting;
    }

    /** Waits without limit while the user is being asked, else no longer than {@link #patience} for the server's next step. */
    private void await(Login login, CompletableFuture<Void> done, Duration connecting)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            long left = patience(login, connecting).toNanos() - login.idleNanos();
            try {
                done.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException e) {
                if (login.idleNanos() >= patience(login, connecting).toNanos()) {
                    throw e;
                }
            }
        }
    }

    /** MINA ends the login before it passes on what the server said when it disconnected, and then closes. */
    private static void awaitLastWords(ClientSession session, @Nullable Throwable reason) throws InterruptedException {
        if (ConnectFailures.mayBeDisconnect(reason)) {
            CountDownLatch closed = new CountDownLatch(1);
            session.addCloseFutureListener(future -> closed.countDown());
            closed.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void abandon(Login login, ClientSession session) {
        login.cancel();
        session.close(true);
    }

    /** Ends every connection made here. */
    @Override
    public void close() {
        client.stop();
        clock.shutdownNow();
    }
}
