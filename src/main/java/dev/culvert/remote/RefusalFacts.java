package dev.culvert.remote;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** What the probe knows about a server that could not open its device. */
public final class RefusalFacts {
    private RefusalFacts() {}

    /**
     * The failure with what explains it: fact {@code user} when the login is not root, {@code owner} (a uid) when the device asked
     * for is another user's, {@code node} when the server has no {@code /dev/net/tun}, {@code mode} for the commands that
     * prepare one. Any other failure stays as it is.
     *
     * @param unit the unit asked for
     */
    public static Failure add(Failure failure, ServerFacts facts, Layer layer, OptionalInt unit) {
        if (failure.cause() != FailureCause.REMOTE_DEVICE_NOT_OPENED || !facts.hasShell()) {
            return failure;
        }
        Map<String, String> all = new LinkedHashMap<>(failure.facts());
        String mode = layer == Layer.IP ? "tun" : "tap";
        all.put("mode", mode);
        if (facts.uid() != 0) {
            all.put("user", facts.user());
        }
        if (!facts.tunNode() && facts.system().equals("Linux")) {
            all.put("node", "/dev/net/tun");
        }
        if (unit.isPresent()) {
            facts.devices().stream()
                    .filter(device -> device.name().equals(mode + unit.getAsInt()))
                    .filter(device -> device.owner() >= 0 && device.owner() != facts.uid())
                    .forEach(device -> all.put("owner", "uid " + device.owner()));
        }
        return new Failure(failure.cause(), all);
    }
}
