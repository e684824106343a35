package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.HostPort;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.KexProposalOption;

/** A MINA session after login. */
final class LoggedInConnection implements SshConnection {
    private static final Duration CHANNEL_OPEN_TIMEOUT = Duration.ofSeconds(15);
    private static final int OUTPUT_CAP = 1024 * 1024;

    private final LiveSession server;
    private final ClientSession session;
    private final Chain chain;
    private final Facts facts;
    private final CompletableFuture<Failure> lost = new CompletableFuture<>();
    private volatile boolean closing;

    LoggedInConnection(LiveSession server, Chain chain) {
        this.server = server;
        this.chain = chain;
        session = server.session();
        Login login = server.login();
        HostProof proof = login.proof();
        facts = new Facts(
                reached(login.target()),
                login.target().user(),
                HostKeys.describe(proof.hostKey()),
                session.getNegotiatedKexParameter(KexProposalOption.C2SENC),
                session.getNegotiatedKexParameter(KexProposalOption.ALGORITHMS),
                session.getServerVersion(),
                proof.exchangeHash().clone());
        session.addCloseFutureListener(future -> {
            if (!closing) {
                lost.complete(loss());
            }
            chain.close();
        });
    }

    /** The address where there is one; who is reached through somebody else has a name. */
    private HostPort reached(SshConnector.Target target) {
        return ioSession().getRemoteAddress() instanceof InetSocketAddress address
                        && chain.length() == 0
                        && target.addresses().contains(address.getAddress())
                ? new HostPort(address.getAddress().getHostAddress(), address.getPort())
                : new HostPort(target.host(), target.port());
    }

    private IoSession ioSession() {
        return session.getIoSession();
    }

    private Failure loss() {
        Failure own = server.loss();
        return chain.loss(server.isSilent()).orElseGet(() -> chain.length() == 0 ? own : Chain.at(chain.length(), own));
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public TunChannel openTun(Layer layer, OptionalInt unit) throws TunnelException {
        return TunClientChannel.open(session, server.login().target().server(), layer, unit, CHANNEL_OPEN_TIMEOUT);
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

    private IoSession outermost() {
        return chain.first().map(LiveSession::session).orElse(session).getIoSession();
    }

    @Override
    public boolean hasLocalAddress() {
        try {
            return !(outermost().getLocalAddress() instanceof InetSocketAddress from)
                    || NetworkInterface.getByInetAddress(from.getAddress()) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public boolean answers(Duration timeout) throws InterruptedException {
        return server.answers(timeout);
    }

    @Override
    public void close() {
        closing = true;
        server.close();
        chain.close();
    }
}
