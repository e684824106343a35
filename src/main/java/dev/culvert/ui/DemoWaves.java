package dev.culvert.ui;

import dev.culvert.demo.DemoHost;
import dev.culvert.demo.DemoTraffic;
import dev.culvert.profile.Profile;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.model.TunnelsModel;
import org.jspecify.annotations.Nullable;

/** Traffic through the demonstration's tunnel while it is up, so that there is something to see. JavaFX thread. */
final class DemoWaves {
    private final TunnelsModel tunnels;
    private final DemoHost demo;
    private @Nullable DemoTraffic traffic;

    DemoWaves(TunnelsModel tunnels, DemoHost demo) {
        this.tunnels = tunnels;
        this.demo = demo;
    }

    void follow() {
        boolean up = tunnels.all().stream().anyMatch(each -> each.isUp() && isDemo(each));
        if (!up) {
            stop();
        } else if (traffic == null || !traffic.isAlive()) {
            traffic = DemoTraffic.start(DemoHost.here(), DemoHost.peer());
        }
    }

    private boolean isDemo(TunnelModel tunnel) {
        Profile profile = tunnel.profile();
        return profile != null && demo.isDemo(profile);
    }

    void stop() {
        DemoTraffic running = traffic;
        traffic = null;
        if (running != null) {
            running.close();
        }
    }
}
