package dev.culvert.cli;

import dev.culvert.control.HelperConnection;
import dev.culvert.ipc.Event;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Every change that connecting would make, on both ends, and its undo. */
@Command(name = "plan")
final class PlanCommand implements Callable<Integer> {
    private final Surroundings here;

    @Parameters(paramLabel = "NAME_OR_FILE", descriptionKey = "NAME_OR_FILE")
    private String profile = "";

    @Option(names = "--json")
    private boolean json;

    PlanCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        Profiles profiles = new Profiles(here);
        StoredProfile stored = profiles.find(profile);
        profiles.require(stored, true);
        List<Event.PlannedStep> steps;
        here.terminal().live("… " + here.text("cli.plan.asking"));
        try (HelperConnection helper = here.helper().attachOrStart()) {
            steps = helper.plan(stored.text());
        } finally {
            here.terminal().settle();
        }
        if (json) {
            here.terminal()
                    .line(JsonLine.array(
                            steps,
                            (line, step) -> line.put("remote", step.remote())
                                    .put("change", step.change())
                                    .put("undo", step.undo())));
            return ExitStatus.DONE;
        }
        print("cli.plan.here", steps.stream().filter(step -> !step.remote()).toList());
        print(
                "cli.plan.server",
                steps.stream().filter(Event.PlannedStep::remote).toList());
        return ExitStatus.DONE;
    }

    private void print(String title, List<Event.PlannedStep> steps) {
        here.terminal().line(here.text(title));
        if (steps.isEmpty()) {
            here.terminal().line("  " + here.text("cli.plan.nothing"));
        }
        for (Event.PlannedStep step : steps) {
            String undo = step.undo();
            if (step.change() != null) {
                here.terminal().line("  + " + step.change());
            }
            here.terminal().line("  - " + (undo == null ? here.text("cli.plan.kernel") : undo));
        }
    }
}
