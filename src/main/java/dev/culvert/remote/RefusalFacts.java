package dev.culvert.remote;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.ssh.SshConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Names what is behind a refused tunnel, by what is known of the server: sshd itself tells two causes apart, and no facts. */
public final class RefusalFacts {
    private RefusalFacts() {}

    /**
     * The failure with its exact cause and what explains it. Facts, each where known: {@code user} of the login, {@code mode} tun or
     * tap, {@code unit} asked for, {@code device}, its {@code owner}, {@code lacks} what a container was not given, {@code forced}
     * the unit that {@code place} in authorized_keys forces, {@code own} the number of a device the login may open, else {@code free}
     * one that nothing has yet. Failures of other causes stay as they are.
     *
     * @param unit the unit asked for
     */
    public static Failure add(
            Failure failure, SshConnection connection, ServerFacts facts, Layer layer, OptionalInt unit) {
        return explain(
                failure, connection.facts().user(), KeyOptions.parse(connection.keyOptions()), facts, layer, unit);
    }

    static Failure explain(
            Failure failure, String user, Optional<KeyOptions> key, ServerFacts facts, Layer layer, OptionalInt unit) {
        Map<String, String> all = new LinkedHashMap<>(failure.facts());
        all.put("user", user);
        all.put("mode", layer == Layer.IP ? "tun" : "tap");
        key.ifPresent(options -> all.put("place", options.place()));
        if (failure.cause() == FailureCause.TUNNEL_NOT_PERMITTED) {
            return new Failure(failure.cause(), all);
        }
        if (failure.cause() != FailureCause.REMOTE_DEVICE_NOT_OPENED) {
            return failure;
        }
        OptionalInt forced = key.map(KeyOptions::unit).orElse(OptionalInt.empty());
        if (unit.isPresent()) {
            all.put("unit", Integer.toString(unit.getAsInt()));
        }
        if (forced.isPresent() && unit.isPresent() && forced.getAsInt() != unit.getAsInt()) {
            all.put("forced", Integer.toString(forced.getAsInt()));
            return new Failure(FailureCause.REMOTE_UNIT_FORCED, all);
        }
        return facts.hasShell()
                ? notOpened(all, facts, layer, forced.isPresent() ? forced : unit)
                : new Failure(failure.cause(), all);
    }

    private static Failure notOpened(Map<String, String> all, ServerFacts facts, Layer layer, OptionalInt unit) {
        boolean linux = facts.system().equals("Linux");
        if (linux && (!facts.tunNode() || !facts.netAdmin())) {
            all.put("lacks", facts.tunNode() ? "CAP_NET_ADMIN" : "/dev/net/tun");
            return new Failure(FailureCause.REMOTE_TUN_MISSING, all);
        }
        Optional<ServerFacts.Device> device =
                unit.isPresent() ? facts.device(layer, unit.getAsInt()) : Optional.empty();
        device.ifPresent(there -> all.put("device", there.name()));
        boolean isRoot = facts.uid() == 0;
        if (!isRoot && linux) {
            boolean toBeMade = unit.isPresent() && device.isEmpty();
            String free = Integer.toString(toBeMade ? unit.getAsInt() : facts.freeUnit(layer));
            own(facts, layer).ifPresentOrElse(own -> all.put("own", own), () -> all.put("free", free));
        }
        if (device.isPresent()
                && !isRoot
                && device.get().owner() >= 0
                && device.get().owner() != facts.uid()) {
            ServerFacts.Device others = device.get();
            all.put("owner", others.ownerName().isEmpty() ? "uid " + others.owner() : others.ownerName());
            return new Failure(FailureCause.REMOTE_DEVICE_OTHERS, all);
        }
        if (device.filter(ServerFacts.Device::isHeld).isPresent()) {
            return new Failure(FailureCause.REMOTE_DEVICE_BUSY, all);
        }
        boolean denied = linux && !isRoot && device.isEmpty();
        return new Failure(denied ? FailureCause.REMOTE_DEVICE_DENIED : FailureCause.REMOTE_DEVICE_NOT_OPENED, all);
    }

    /** The number of a device that waits for this login. */
    private static Optional<String> own(ServerFacts facts, Layer layer) {
        String kind = layer == Layer.IP ? "tun" : "tap";
        return facts.devices().stream()
                .filter(device -> device.owner() == facts.uid() && !device.isHeld())
                .map(ServerFacts.Device::name)
                .filter(name -> name.matches(kind + "\\d{1,9}"))
                .map(name -> name.substring(kind.length()))
                .findFirst();
    }
}
