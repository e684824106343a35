package dev.culvert.ui;

import dev.culvert.demo.DemoHost;
import dev.culvert.demo.DemoTraffic;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.model.TunnelsModel;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Traffic through the demonstration's tunnel while it is up, so that there is something to see. JavaFX thread. */
final class DemoWaves {
    private final TunnelsModel tunnels;
    private final Predicate<TunnelModel> isDemo;
    private @Nullable DemoTraffic traffic;

    /** @param isDemo whether a tunnel is the demonstration's */
    DemoWaves(TunnelsModel tunnels, Predicate<TunnelModel> isDemo) {
        this.tunnels = tunnels;
        this.isDemo = isDemo;
    }

    void follow() {
        boolean up = tunnels.all().stream().anyMatch(each -> each.isUp() && isDemo.test(each));
        if (!up) {
            stop();
        } else if (traffic == null || !traffic.isAlive()) {
            traffic = DemoTraffic.start(DemoHost.here(), DemoHost.peer());
        }
    }

    void stop() {
        DemoTraffic running = traffic;
        traffic = null;
        if (running != null) {
            running.close();
        }
    }
}
