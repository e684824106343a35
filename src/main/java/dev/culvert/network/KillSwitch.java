package dev.culvert.network;

import dev.culvert.net.Failure;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One profile's kill switch during one tunnel of it; does nothing for a profile that asks for none. Closed before the first
 * packet to the server, it stays so however the tunnel ends, until {@link KillSwitches#openLeft} or, where it was
 * this that closed it, {@link #giveUp}. Thread-safe; blocks for the {@code nft} process.
 */
public final class KillSwitch {
    private static final Logger log = LoggerFactory.getLogger(KillSwitch.class);

    private final KillSwitches all;
    private final Profile profile;
    private final IpTool ip;
    private @Nullable KillSwitchPlan plan;
    private boolean onlyPlans;
    private boolean closedBefore;

    KillSwitch(KillSwitches all, Profile profile, IpTool ip) {
        this.all = all;
        this.profile = profile;
        this.ip = ip;
    }

    String name() {
        return profile.name();
    }

    /** From now on nothing is done but in {@link #plan}. */
    public synchronized void onlyPlan() {
        onlyPlans = true;
    }

    /**
     * Before anything else.
     *
     * @throws TunnelException NO_NFT where this machine cannot do it
     */
    public void require() throws TunnelException {
        if (profile.network().killSwitch()) {
            all.require();
        }
    }

    /** The server's addresses by what is closed already, for then its name may be out of reach; empty where nothing is. */
    public List<InetAddress> knownServers() throws TunnelException {
        return all.servers(profile.name()).stream()
                .map(InetSocketAddress::getAddress)
                .distinct()
                .toList();
    }

    /**
     * Closes it to all but the connection to these addresses: after the server's name was looked up, before the first packet
     * there, and again whenever the addresses change. What is closed already is taken over without a gap; where the profile
     * does not ask for it any more, it is opened.
     *
     * @throws TunnelException NO_NFT; LOCAL_STEP_FAILED (facts step, reason)
     */
    public synchronized void letServers(List<InetAddress> servers, int port) throws TunnelException {
        List<InetSocketAddress> there = servers.stream()
                .map(server -> new InetSocketAddress(server, port))
                .toList();
        KillSwitchPlan now = plan;
        if (now == null) {
            closedBefore = all.isClosed(profile.name());
        }
        if (!profile.network().killSwitch()) {
            if (!onlyPlans) {
                all.openLeft(profile.name());
            }
            return;
        }
        KillSwitchPlan next = all.plan(profile, there);
        plan = now != null && now.device().isPresent()
                ? next.through(now.device().getAsInt())
                : next;
        close();
    }

    /** Lets packets pass through the tunnel's interface, and ends a pause. */
    public synchronized void letThrough(String interfaceName) throws TunnelException {
        KillSwitchPlan now = plan;
        if (now != null) {
            plan = now.through(LocalNetwork.index(ip, interfaceName));
            close();
            all.pause(profile.name(), Duration.ZERO);
        }
    }

    /**
     * Where one that was left is closed: lets packets pass through an interface that looks after the tunnel, while that is there.
     *
     * @return ends it; before the interface goes, for its number may be another's afterwards
     */
    public Loan lend(String interfaceName) throws TunnelException {
        int device = LocalNetwork.index(ip, interfaceName);
        return all.lend(profile.name(), device) ? () -> all.takeBack(profile.name(), device) : () -> {};
    }

    /** What was let through for a while. */
    @FunctionalInterface
    public interface Loan extends AutoCloseable {
        @Override
        void close() throws TunnelException;
    }

    private void close() throws TunnelException {
        KillSwitchPlan now = plan;
        if (now != null && !onlyPlans) {
            all.close(now, this);
        }
    }

    /** The tunnel is over; whoever takes the profile down opens it. */
    public void leave() {
        all.leave(this);
    }

    /** After a connect that failed: what it closed is opened, what was closed before stays so. */
    public synchronized void giveUp() {
        leave();
        try {
            if (plan != null && !closedBefore) {
                all.openLeft(profile.name());
            }
        } catch (TunnelException e) {
            // the failure that is told next says that it is closed
            log.error("{}: the kill switch stays closed: {}", profile.name(), e.failure(), e);
        }
    }

    /** Whether it is open for some minutes. */
    public boolean isPaused() {
        return all.isPaused(profile.name());
    }

    /** The failure, with the fact {@code killSwitch} while one that may be part of it is closed: this one, or another. */
    public Failure tell(Failure failure) {
        return all.tell(profile.name(), failure);
    }

    /** What is closed; empty for a profile that asks for nothing, and before the server's addresses are known. */
    public synchronized Optional<KillSwitchPlan> plan() {
        return Optional.ofNullable(plan);
    }
}
