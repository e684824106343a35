package dev.culvert.helper;

import dev.culvert.ipc.Event.PlannedStep;
import dev.culvert.net.TunnelException;
import dev.culvert.network.DnsControl;
import dev.culvert.network.DnsSettings;
import dev.culvert.network.KillSwitchPlan;
import dev.culvert.network.NetworkPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A tunnel's plan as the user reads it: in the order it is carried out. */
final class PlannedSteps {
    private PlannedSteps() {}

    static List<PlannedStep> of(Approach approach, DnsControl control, Optional<KillSwitchPlan> killSwitch)
            throws TunnelException {
        var server = approach.serverPlan();
        String remote = server.fallbackDevice().isEmpty() ? "$SSH_TUNNEL" : server.fallbackDevice();
        List<PlannedStep> steps = new ArrayList<>();
        killSwitch
                .map(plan -> new PlannedStep(false, plan.describe(approach.likelyInterface()), plan.describeUndo()))
                .ifPresent(steps::add);
        server.steps()
                .forEach(step -> steps.add(new PlannedStep(true, step.describe(remote), step.describeUndo(remote))));
        NetworkPlan local = approach.localPlan(approach.likelyInterface());
        local.steps().forEach(step -> steps.add(new PlannedStep(false, step.describe(), step.describeUndo())));
        DnsSettings dns = local.dns();
        if (dns != null) {
            dns.describe(control.ways())
                    .forEach(change -> steps.add(new PlannedStep(false, change.command(), change.undo())));
        }
        return steps;
    }
}
