package dev.culvert.helper;

import dev.culvert.ipc.Event.PlannedStep;
import java.util.ArrayList;
import java.util.List;

/** A tunnel's plan as the user reads it: in the order it is carried out. */
final class PlannedSteps {
    private PlannedSteps() {}

    static List<PlannedStep> of(Approach approach) {
        var server = approach.serverPlan();
        String remote = server.fallbackDevice().isEmpty() ? "$SSH_TUNNEL" : server.fallbackDevice();
        List<PlannedStep> steps = new ArrayList<>();
        server.steps()
                .forEach(step -> steps.add(new PlannedStep(true, step.describe(remote), step.describeUndo(remote))));
        approach.localPlan(approach.likelyInterface())
                .steps()
                .forEach(step -> steps.add(new PlannedStep(false, step.describe(), step.describeUndo())));
        return steps;
    }
}
