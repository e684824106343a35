package dev.culvert.cli;

import dev.culvert.control.HelperConnection;
import dev.culvert.control.words.Remedies;
import dev.culvert.control.words.Remedies.Remedy;
import dev.culvert.ipc.Check;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.Event.Checked.Outcome;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tries each stage of connecting, names what fails and how to mend it. */
@Command(name = "doctor")
final class DoctorCommand implements Callable<Integer> {
    /** Characters that a time takes mostly. */
    private static final int TIME = 6;

    private final Surroundings here;
    private final List<Failure> findings = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    @Parameters(paramLabel = "NAME_OR_FILE", descriptionKey = "NAME_OR_FILE")
    private String profile = "";

    @Option(names = "--json")
    private boolean json;

    DoctorCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        Profiles profiles = new Profiles(here);
        StoredProfile stored = profiles.find(profile);
        Profile valid = profiles.require(stored, true);
        examine(stored, valid);
        if (!json) {
            summary(valid);
        }
        return failures.isEmpty()
                ? ExitStatus.DONE
                : ExitStatus.of(failures.getFirst().cause().group());
    }

    private void examine(StoredProfile stored, Profile valid) throws TunnelException {
        long begun = System.nanoTime();
        try (HelperConnection helper = here.helper().attachOrStart()) {
            long millis = (System.nanoTime() - begun) / 1_000_000;
            Map<String, String> saw = Map.of("privileges", helper.welcome().privileges());
            show(valid, new Event.Checked(valid.name(), Check.HELPER, Outcome.OK, millis, saw, List.of()));
            helper.examine(stored.text(), event -> {
                if (event instanceof Event.Checked checked) {
                    show(valid, checked);
                }
            });
        } catch (TunnelException e) {
            if (e.failure().cause() == FailureCause.CANCELLED) {
                throw e;
            }
            long millis = (System.nanoTime() - begun) / 1_000_000;
            List<Failure> finding = List.of(e.failure());
            show(valid, new Event.Checked(valid.name(), Check.HELPER, Outcome.FAILED, millis, Map.of(), finding));
        }
    }

    private synchronized void show(Profile valid, Event.Checked checked) {
        findings.addAll(checked.findings());
        if (checked.outcome() == Outcome.FAILED) {
            failures.add(checked.findings().getFirst());
        }
        here.terminal().line(json ? DoctorJson.line(checked, valid, here.messages()) : text(checked));
    }

    private String text(Event.Checked checked) {
        String sign = switch (checked.outcome()) {
            case OK -> "✓ ";
            case WARNING -> "! ";
            case FAILED -> "✗ ";
            case SKIPPED -> "- ";
        };
        String what = sign + Figures.padded(here.text("check." + checked.check().name()), width());
        if (checked.outcome() == Outcome.SKIPPED) {
            return what + "  " + here.text("check.skipped");
        }
        String saw = here.messages().saw(checked.check(), checked.facts());
        String time = Figures.duration(Duration.ofMillis(checked.millis()));
        return what + "  " + (saw.isEmpty() ? time : Figures.padded(time, TIME) + "  " + saw);
    }

    /** Of the longest step's name, in this language. */
    private int width() {
        return Stream.of(Check.values())
                .mapToInt(check -> Figures.width(here.text("check." + check.name())))
                .max()
                .orElse(0);
    }

    private void summary(Profile valid) {
        if (findings.isEmpty()) {
            here.terminal().line("\n" + here.text("cli.doctor.well", "name", valid.name()));
            return;
        }
        for (int i = 0; i < findings.size(); i++) {
            Failure finding = findings.get(i);
            String cause = here.messages().failure(finding).lines().findFirst().orElse("");
            here.terminal().line("\n" + (findings.size() > 1 ? (i + 1) + ". " : "") + cause);
            for (Remedy remedy : Remedies.of(finding, valid, here.messages())) {
                here.terminal().line("\n   " + remedy.text() + (remedy.blocks().isEmpty() ? "" : ":"));
                remedy.blocks()
                        .forEach(block -> here.terminal().line(block.indent(6).stripTrailing()));
            }
        }
        here.terminal().line("\n" + here.text("cli.doctor.again", "what", profile));
    }
}
