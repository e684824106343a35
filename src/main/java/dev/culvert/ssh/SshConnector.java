package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
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

    /** Longest wait for one address to accept, and for the server's next step while nobody is being asked. */
    private final Duration timeout;

    private final SshClient client;
    private final ScheduledExecutorService clock;

    public SshConnector() {
        this(Duration.ofSeconds(15));
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
     * @param hostKeyAlgorithms to prefer, in order
     */
    public record Offer(List<String> methods, List<byte[]> identities, List<String> hostKeyAlgorithms) {
        private static final List<String> KNOWN = List.of("publickey", "keyboard-interactive", "password");

        public Offer {
            methods = methods.stream().filter(KNOWN::contains).distinct().toList();
            identities = List.copyOf(identities);
            hostKeyAlgorithms = List.copyOf(hostKeyAlgorithms);
        }
    }

    /**
     * Connects to the first address that accepts, and logs in. Blocks, as long as the user thinks; interrupt the thread to
     * cancel.
     *
     * @param stages told each stage as it begins, on any thread
     * @throws TunnelException CONNECTION_REFUSED, CONNECT_TIMED_OUT, NO_ROUTE_TO_SERVER, NOT_AN_SSH_SERVER, NO_COMMON_ALGORITHM,
     *     LOGIN_REFUSED, SECRET_NEEDED, CONNECTION_LOST, CANCELLED, or what {@link LoginCallbacks#hostKey} answered
     */
    public SshConnection connect(
            Target target, Offer offer, Profile.Keepalive keepalive, LoginCallbacks callbacks, Consumer<Stage> stages)
            throws TunnelException {
        if (target.addresses().isEmpty()) {
            throw new TunnelException(FailureCause.NAME_NOT_RESOLVED, "host", target.host());
        }
        stages.accept(Stage.TCP);
        TunnelException unreachable = null;
        for (InetAddress address : target.addresses()) {
            Login login = new Login(target, offer, callbacks, stages);
            ClientSession session;
            try {
                session = open(login, address);
            } catch (TunnelException e) {
                if (e.failure().cause().group() != FailureCause.Group.UNREACHABLE) {
                    throw e;
                }
                // of several, an address that said no tells more than one that cannot be reached
                if (unreachable == null || unreachable.failure().cause() == FailureCause.NO_ROUTE_TO_SERVER) {
                    unreachable = e;
                }
                continue;
            }
            logIn(login, session);
            return new LoggedInConnection(
                    session, login, new InetSocketAddress(address, target.port()), keepalive, clock);
        }
        throw java.util.Objects.requireNonNull(unreachable);
    }

    private ClientSession open(Login login, InetAddress address) throws TunnelException {
        Target target = login.target();
        CompletableFuture<ClientSession> connected = new CompletableFuture<>();
        try {
            HostConfigEntry entry = new HostConfigEntry("", literal(address), target.port(), target.user());
            ConnectFuture connecting =
                    client.connect(entry, AttributeRepository.ofKeyValuePair(Login.KEY, login), null);
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
            try {
                return connected.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException | TimeoutException e) {
                if (!connected.completeExceptionally(e) && !connected.isCompletedExceptionally()) {
                    connected.join().close(true);
                }
                connecting.cancel();
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(Failure.of(FailureCause.CANCELLED), e);
        } catch (TimeoutException e) {
            throw new TunnelException(ConnectFailures.timedOut(target, timeout), e);
        } catch (ExecutionException e) {
            throw new TunnelException(ConnectFailures.unreachable(login, timeout, e.getCause()), e.getCause());
        } catch (IOException e) {
            throw new TunnelException(ConnectFailures.unreachable(login, timeout, e), e);
        }
    }

    private void logIn(Login login, ClientSession session) throws TunnelException {
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
                await(login, done);
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
            throw new TunnelException(ConnectFailures.silent(login, timeout), e);
        } catch (ExecutionException e) {
            abandon(login, session);
            throw new TunnelException(ConnectFailures.login(login, e.getCause()), e.getCause());
        } catch (IOException e) {
            abandon(login, session);
            throw new TunnelException(ConnectFailures.login(login, e), e);
        }
    }

    /** Waits without limit while the user is being asked, else no longer than {@link #timeout} for the server's next step. */
    private void await(Login login, CompletableFuture<Void> done)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            long left = timeout.toNanos() - login.idleNanos();
            try {
                done.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException e) {
                if (login.idleNanos() >= timeout.toNanos()) {
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

    /** An address as text that nothing looks up again. */
    private static String literal(InetAddress address) throws IOException {
        if (address instanceof Inet6Address six) {
            return Inet6Address.getByAddress(null, six.getAddress(), six.getScopeId())
                    .getHostAddress();
        }
        return address.getHostAddress();
    }

    /** Ends every connection made here. */
    @Override
    public void close() {
        client.stop();
        clock.shutdownNow();
    }
}
