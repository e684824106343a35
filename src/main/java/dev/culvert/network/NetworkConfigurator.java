package dev.culvert.network;

import dev.culvert.net.FailureCause;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one tunnel's plan on this machine, phase by phase, each in one {@code ip -batch}, and takes it back. A phase
 * that fails is taken back with all before it. Thread-safe; every method blocks for the {@code ip} process.
 */
public final class NetworkConfigurator {
    private final IpTool ip;
    private final Journal journal;
    private final DnsControl dns;
    private final List<NetworkStep> done = new ArrayList<>();
    private List<NetworkStep> routes = List.of();
    private String interfaceName = "";
    private int interfaceIndex;
    private @Nullable DnsSettings dnsSettings;

    public NetworkConfigurator(IpTool ip, Journal journal, DnsControl dns) {
        this.ip = ip;
        this.journal = journal;
        this.dns = dns;
    }

    /** Undoes what a helper that died has left, before any tunnel is made. Entries of an earlier boot are dropped. */
    public static void recover(IpTool ip, Journal journal) throws TunnelException {
        try {
            journal.dropVoid();
            undoJournalled(ip, journal, journal.entries());
        } catch (IOException e) {
            throw journalFailed(e);
        }
    }

    /**
     * Brings link, MTU and addresses up. On tap it then waits until no address is tentative, so packets must be moving
     * already.
     *
     * @throws TunnelException LOCAL_STEP_FAILED (facts step, reason); ADDRESS_CLASH when a neighbour has our address
     */
    public synchronized void applyAddresses(NetworkPlan plan) throws TunnelException {
        interfaceName = plan.interfaceName();
        interfaceIndex = index();
        apply(plan.addressSteps());
        try {
            DuplicateDetection.await(ip, plan);
        } catch (TunnelException e) {
            undo();
            throw e;
        }
    }

    /**
     * Makes the tunnel's routes those of the plan: first what is new, then what is no longer wanted goes.
     *
     * @throws TunnelException LOCAL_STEP_FAILED (facts step, reason)
     */
    public synchronized void setRoutes(NetworkPlan plan) throws TunnelException {
        List<NetworkStep> wanted = plan.routeSteps();
        List<NetworkStep> unwanted =
                routes.stream().filter(step -> !wanted.contains(step)).toList();
        List<NetworkStep> added =
                wanted.stream().filter(step -> !routes.contains(step)).toList();
        routes = wanted;
        apply(added);
        takeBack(unwanted);
        done.removeAll(unwanted);
    }

    /** This machine's network as it is beside this tunnel. */
    public synchronized LocalNetwork others() throws TunnelException {
        List<IpPrefix> unreachable = journalled(done).stream()
                .map(NetworkStep.UnreachableRoute::prefix)
                .toList();
        return LocalNetwork.read(ip).without(interfaceName, unreachable);
    }

    /** The server's end has been replaced: whom this machine knew on the tunnel's Ethernet may have another address there now. */
    public synchronized void forgetNeighbours() throws TunnelException {
        ip.batchForced(List.of("neighbour flush dev " + interfaceName));
    }

    /**
     * Has the tunnel's servers asked, from now until {@link #undo}. A failure takes nothing back by itself.
     *
     * @return what decides here whom programs ask
     * @throws TunnelException LOCAL_STEP_FAILED (facts step, reason)
     */
    public synchronized List<DnsWay> setDns(DnsSettings settings) throws TunnelException {
        dnsSettings = settings;
        return dns.set(settings);
    }

    /** The same once more, for somebody else may have changed it; nothing happens after {@link #undo}. */
    public synchronized void setDnsAgain() throws TunnelException {
        if (dnsSettings != null) {
            List<DnsWay> _ = dns.set(dnsSettings);
        }
    }

    private void apply(List<NetworkStep> steps) throws TunnelException {
        if (steps.isEmpty()) {
            return;
        }
        // noted before they are done: an undo of what was never done is harmless, the reverse is not
        done.addAll(steps);
        try {
            journal.record(journalled(steps));
            IpTool.BatchResult result =
                    ip.batch(steps.stream().map(NetworkStep::command).toList());
            if (!result.isComplete()) {
                String step =
                        result.done() < steps.size() ? steps.get(result.done()).describe() : "ip -batch";
                done.subList(done.size() - steps.size() + result.done(), done.size())
                        .removeIf(NetworkStep::goesWithInterface);
                throw SystemTool.failed(step, result.reason());
            }
        } catch (IOException e) {
            TunnelException failure = e instanceof TunnelException named ? named : journalFailed(e);
            try {
                undo();
            } catch (TunnelException more) {
                failure.addSuppressed(more);
            }
            throw failure;
        }
    }

    /**
     * Takes back all that was applied, newest first; what went with the interface is not looked for. Harmless when nothing
     * is left to undo, and after the interface's name has passed to another.
     */
    public synchronized void undo() throws TunnelException {
        try {
            if (dnsSettings != null) {
                dns.unset(interfaceName);
                dnsSettings = null;
            }
        } finally {
            takeBack(new ArrayList<>(done.reversed()));
            done.clear();
            routes = List.of();
        }
    }

    private void takeBack(List<NetworkStep> steps) throws TunnelException {
        List<String> lines = steps.stream()
                .filter(NetworkStep::goesWithInterface)
                .flatMap(step -> Optional.ofNullable(step.undo()).stream())
                .toList();
        if (!lines.isEmpty() && index() == interfaceIndex) {
            ip.batchForced(lines);
        }
        try {
            undoJournalled(ip, journal, journalled(steps));
        } catch (IOException e) {
            throw e instanceof TunnelException named ? named : journalFailed(e);
        }
    }

    /** The kernel's number of the interface, which unlike its name is not used again; 0 when it is not there. */
    private int index() {
        try {
            return LocalNetwork.index(ip, interfaceName);
        } catch (TunnelException e) {
            return 0;
        }
    }

    private static void undoJournalled(IpTool ip, Journal journal, List<NetworkStep.UnreachableRoute> steps)
            throws IOException {
        if (!steps.isEmpty()) {
            ip.batchForced(
                    steps.stream().map(NetworkStep.UnreachableRoute::undo).toList());
            journal.remove(steps);
        }
    }

    private static List<NetworkStep.UnreachableRoute> journalled(List<NetworkStep> steps) {
        return steps.stream()
                .filter(NetworkStep.UnreachableRoute.class::isInstance)
                .map(NetworkStep.UnreachableRoute.class::cast)
                .toList();
    }

    private static TunnelException journalFailed(IOException e) {
        return new TunnelException(FailureCause.LOCAL_STEP_FAILED, "step", "journal", "reason", String.valueOf(e));
    }
}
