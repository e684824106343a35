package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.kex.KexProposalOption;

/** A MINA session after login. */
final class LoggedInConnection implements SshConnection {
    private static final Duration CHANNEL_OPEN_TIMEOUT = Duration.ofSeconds(15);
    private static final int OUTPUT_CAP = 1024 * 1024;

    private final ClientSession session;
    private final Facts facts;
    private final Keepalive keepalive;
    private final CompletableFuture<Failure> lost = new CompletableFuture<>();
    private final AtomicBoolean silent = new AtomicBoolean();
    private volatile boolean closing;

    LoggedInConnection(
            ClientSession session,
            Login login,
            InetSocketAddress address,
            Profile.Keepalive alive,
            ScheduledExecutorService clock) {
        this.session = session;
        HostProof proof = login.proof();
        facts = new Facts(
                address,
                login.target().user(),
                HostKeys.describe(proof.hostKey()),
                session.getNegotiatedKexParameter(KexProposalOption.C2SENC),
                session.getNegotiatedKexParameter(KexProposalOption.ALGORITHMS),
                session.getServerVersion(),
                proof.exchangeHash().clone());
        String server = login.target().server();
        keepalive = new Keepalive(session, alive.interval(), alive.missed(), clock, () -> {
            silent.set(true);
            session.close(true);
        });
        session.addCloseFutureListener(future -> {
            keepalive.close();
            String told = login.disconnectReason();
            if (!closing) {
                lost.complete(
                        told == null && silent.get()
                                ? Failure.of(
                                        FailureCause.CONNECTION_LOST,
                                        "server",
                                        server,
                                        "reason",
                                        "silent",
                                        "seconds",
                                        Long.toString(alive.interval()
                                                .multipliedBy(alive.missed())
                                                .toSeconds()))
                                : Failure.of(
                                        FailureCause.CONNECTION_LOST,
                                        "server",
                                        server,
                                        "reason",
                                        told == null ? "ended" : told));
            }
        });
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public TunChannel openTun(Layer layer, OptionalInt unit) throws TunnelException {
        return TunClientChannel.open(session, layer, unit, CHANNEL_OPEN_TIMEOUT);
    }

    @Override
    public String keyOptions() {
        return session instanceof TunSession own ? own.keyOptions() : "";
    }

    @Override
    public ExecResult exec(String command, Duration timeout) throws TunnelException {
        return ExecChannel.run(session, command, OUTPUT_CAP, timeout);
    }

    @Override
    public RemoteProcess start(String command) throws TunnelException {
        return ExecChannel.start(session, command, CHANNEL_OPEN_TIMEOUT);
    }

    @Override
    public void onLost(Consumer<Failure> listener) {
        CompletableFuture<Void> _ = lost.thenAccept(listener);
    }

    @Override
    public boolean hasLocalAddress() {
        try {
            return !(session.getLocalAddress() instanceof InetSocketAddress from)
                    || NetworkInterface.getByInetAddress(from.getAddress()) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public boolean answers(Duration timeout) throws InterruptedException {
        return keepalive.answers(timeout);
    }

    @Override
    public void close() {
        closing = true;
        keepalive.close();
        session.close(true);
    }
}
