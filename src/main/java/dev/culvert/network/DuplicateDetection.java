package dev.culvert.network;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Waits for IPv6 duplicate address detection (RFC 4862 §5.4) on a tap; the kernel takes one to two seconds for it. */
final class DuplicateDetection {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final JsonMapper JSON = new JsonMapper();

    private DuplicateDetection() {}

    /** @throws TunnelException ADDRESS_CLASH when a neighbour has one of the addresses; LOCAL_STEP_FAILED when it does not end */
    static void await(IpTool ip, NetworkPlan plan) throws TunnelException {
        if (plan.layer() != Layer.ETHERNET || !plan.addresses().hasFamily(true)) {
            return;
        }
        String[] query = {"-j", "-6", "address", "show", "dev", plan.interfaceName()};
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (isTentative(JSON.readTree(ip.query(query)), plan.interfaceName())) {
            if (System.nanoTime() - deadline > 0) {
                throw SystemTool.failed("ip " + String.join(" ", query), "addresses still tentative");
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TunnelException(Failure.of(FailureCause.CANCELLED), e);
            }
        }
    }

    private static boolean isTentative(JsonNode links, String interfaceName) throws TunnelException {
        boolean tentative = false;
        for (JsonNode link : links) {
            for (JsonNode info : link.path("addr_info")) {
                String address = info.path("local").asString("");
                if (info.path("dadfailed").asBoolean(false)) {
                    throw new TunnelException(
                            FailureCause.ADDRESS_CLASH,
                            "address",
                            address,
                            "other",
                            address,
                            "interface",
                            interfaceName);
                }
                tentative |= info.path("tentative").asBoolean(false);
            }
        }
        return tentative;
    }
}
