package dev.culvert.network;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kill switches of one user's profiles in this network namespace, those that another helper of that user's closed among
 * them. What is closed outlives this process: it stands in the kernel until {@link #open}, or until the machine restarts.
 * Thread-safe; what changes something blocks for the {@code nft} process.
 */
public final class KillSwitches {
    private static final Logger log = LoggerFactory.getLogger(KillSwitches.class);

    private final NftSource source;
    private final long user;
    private final long helper;
    private final Notes notes;

    /** Name to mode of all that are closed, or may be. */
    private final Map<String, String> closed = new ConcurrentSkipListMap<>();

    /** When a pause that was asked for here ends, by {@link System#nanoTime}. */
    private final Map<String, Long> pauseEnds = new ConcurrentHashMap<>();

    /** Of which tunnel it is now. */
    private final Map<String, KillSwitch> holders = new HashMap<>();

    /** Finds the tool when it is needed: a machine without it is well without kill switches. */
    public interface NftSource {
        /** @throws TunnelException NO_NFT */
        NftTool find() throws TunnelException;
    }

    /** Told which are closed whenever that changes: before one is closed, and after one is opened. */
    public interface Notes {
        /** @param closed names of profiles, with their modes in lower case */
        void write(Map<String, String> closed) throws IOException;
    }

    /**
     * Finds what is closed already.
     *
     * @param user whose profiles these are
     * @param helper the user id that this process connects as
     */
    public static KillSwitches find(long user, long helper, Notes notes) {
        return new KillSwitches(NftCommand::new, user, helper, notes);
    }

    /** As {@link #find}, with a tool of one's own. */
    public KillSwitches(NftSource source, long user, long helper, Notes notes) {
        this.source = source;
        this.user = user;
        this.helper = helper;
        this.notes = notes;
        try {
            mine(source.find()).forEach(found -> closed.put(found.name(), found.mode()));
            writeDown();
        } catch (TunnelException e) {
            log.info("no kill switches can be found: {}", e.failure());
        }
    }

    /** The kill switch of one profile, for one tunnel of it. */
    public KillSwitch of(Profile profile, IpTool ip) {
        return new KillSwitch(this, profile, ip);
    }

    /** Names of profiles, with their modes in lower case. Never blocks. */
    public Map<String, String> closed() {
        return new TreeMap<>(closed);
    }

    boolean isClosed(String name) {
        return closed.containsKey(name);
    }

    /** A tunnel's failure, with the fact {@code killSwitch}: one that is closed all the while, its own before others'. */
    Failure tell(String name, Failure failure) {
        boolean ofOthers = failure.cause().group() == FailureCause.Group.UNREACHABLE;
        Optional<String> told = closed.containsKey(name)
                ? Optional.of(name)
                : closed.keySet().stream().filter(_ -> ofOthers).findFirst();
        if (told.isEmpty()) {
            return failure;
        }
        Map<String, String> facts = new LinkedHashMap<>(failure.facts());
        facts.put("killSwitch", told.get());
        return new Failure(failure.cause(), facts);
    }

    /**
     * Opens it, unless a tunnel holds it; harmless where it is not closed.
     *
     * @throws TunnelException LOCAL_STEP_FAILED, and it may be closed still
     */
    public synchronized void openLeft(String name) throws TunnelException {
        if (!holders.containsKey(name)) {
            open(name);
        }
    }

    synchronized void leave(KillSwitch by) {
        holders.remove(by.name(), by);
    }

    private void open(String name) throws TunnelException {
        if (!closed.containsKey(name)) {
            return;
        }
        NftTool nft = source.find();
        String id = KillSwitchPlan.id(user, name);
        nft.apply(KillSwitchRules.open(id, jumps(nft, id)));
        closed.remove(name);
        writeDown();
        try {
            nft.apply(KillSwitchRules.removeTable());
        } catch (TunnelException e) {
            log.debug("the table stays: {}", e.failure());
        }
    }

    /**
     * Opens it for so long; it closes by itself, whatever becomes of this process. Zero closes it now.
     *
     * @return false where it is not closed
     * @throws TunnelException LOCAL_STEP_FAILED, and it is closed still
     */
    public synchronized boolean pause(String name, Duration time) throws TunnelException {
        if (!closed.containsKey(name)) {
            return false;
        }
        source.find().apply(KillSwitchRules.pause(KillSwitchPlan.id(user, name), time));
        pauseEnds.put(name, System.nanoTime() + time.toNanos());
        return true;
    }

    /**
     * Lets packets pass through an interface that is not the tunnel's.
     *
     * @return false where it is not closed
     */
    synchronized boolean lend(String name, int device) throws TunnelException {
        if (!closed.containsKey(name)) {
            return false;
        }
        source.find().apply(KillSwitchRules.lend(KillSwitchPlan.id(user, name), device));
        return true;
    }

    /** Ends {@link #lend}; it may have been opened meanwhile. */
    synchronized void takeBack(String name, int device) throws TunnelException {
        if (closed.containsKey(name)) {
            source.find().apply(KillSwitchRules.takeBack(KillSwitchPlan.id(user, name), device));
        }
    }

    boolean isPaused(String name) {
        Long end = pauseEnds.get(name);
        return end != null && end - System.nanoTime() > 0;
    }

    KillSwitchPlan plan(Profile profile, List<InetSocketAddress> servers) {
        return KillSwitchPlan.of(profile, user, helper, servers);
    }

    /** Fails where it could not be closed on this machine. */
    void require() throws TunnelException {
        source.find();
    }

    synchronized void close(KillSwitchPlan plan, KillSwitch by) throws TunnelException {
        NftTool nft = source.find();
        List<KillSwitchRules.Jump> jumps = jumps(nft, plan.id());
        // noted before it is done: what was never closed is opened without harm, the reverse is not so
        closed.put(plan.name(), plan.mode());
        holders.put(plan.name(), by);
        writeDown();
        nft.apply(KillSwitchRules.close(plan, jumps));
    }

    /** Where a closed one lets the SSH connection go; empty where it is not closed. */
    synchronized List<InetSocketAddress> servers(String name) throws TunnelException {
        if (!closed.containsKey(name)) {
            return List.of();
        }
        return mine(source.find()).stream()
                .filter(found -> found.name().equals(name))
                .flatMap(found -> found.servers().stream())
                .toList();
    }

    private List<FoundSwitch> mine(NftTool nft) throws TunnelException {
        return nft.table(KillSwitchRules.TABLE).map(FoundSwitch::all).orElse(List.of()).stream()
                .filter(found -> found.user() == user)
                .toList();
    }

    private static List<KillSwitchRules.Jump> jumps(NftTool nft, String id) throws TunnelException {
        return nft.table(KillSwitchRules.TABLE)
                .map(json -> FoundSwitch.jumps(json, id))
                .orElse(List.of());
    }

    private void writeDown() {
        try {
            notes.write(closed());
        } catch (IOException e) {
            log.warn("it is not written down which kill switches are closed: {}", e.toString());
        }
    }
}
