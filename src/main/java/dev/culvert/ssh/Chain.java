package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.HostPort;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.sshd.client.session.ClientSession;

/** The logins that one connection goes through before the server's: each on the one before it, all ending with the first that ends. */
final class Chain implements AutoCloseable {
    private final Profile.Keepalive alive;
    private final ScheduledExecutorService clock;

    /** The outermost first. */
    private final List<LiveSession> jumps = new CopyOnWriteArrayList<>();

    Chain(Profile.Keepalive alive, ScheduledExecutorService clock) {
        this.alive = alive;
        this.clock = clock;
    }

    /** Takes a session that is logged in; the next is on it. */
    void add(ClientSession session, Login login) {
        jumps.add(new LiveSession(session, login, alive, clock));
    }

    /** Blocks. */
    Wire wireTo(Way.Hop next) throws TunnelException {
        LiveSession last = jumps.getLast();
        HostPort target = new HostPort(next.target().host(), next.target().port());
        return WireChannel.open((TunSession) last.session(), last.login(), target, next.timeout());
    }

    /** Takes the server's session; the connection ends this chain with itself. */
    SshConnection connection(ClientSession session, Login login) {
        return new LoggedInConnection(new LiveSession(session, login, alive, clock), this);
    }

    /** The outermost session. */
    Optional<LiveSession> first() {
        return jumps.stream().findFirst();
    }

    /**
     * Why one of these ended: what is on it ends for that. Empty while all live.
     *
     * @param silent whether one that has not answered for a while counts as well
     */
    Optional<Failure> loss(boolean silent) {
        for (int i = 0; i < jumps.size(); i++) {
            LiveSession jump = jumps.get(i);
            if (!jump.session().isOpen() || (silent && jump.isOverdue())) {
                return Optional.of(at(i, jump.loss()));
            }
        }
        return Optional.empty();
    }

    int length() {
        return jumps.size();
    }

    static Failure at(int hop, Failure failure) {
        Map<String, String> facts = new LinkedHashMap<>(failure.facts());
        facts.put("hop", Integer.toString(hop));
        return new Failure(failure.cause(), facts);
    }

    @Override
    public void close() {
        List<LiveSession> inward = new ArrayList<>(jumps);
        inward.reversed().forEach(LiveSession::close);
    }
}
