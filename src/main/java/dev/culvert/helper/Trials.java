package dev.culvert.helper;

import dev.culvert.ipc.Check;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.Event.Checked.Outcome;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries one thing after another, and tells of each how it went and how long it took. */
final class Trials {
    private static final Logger log = LoggerFactory.getLogger(Trials.class);

    private final String name;
    private final Consumer<Event.Checked> told;

    /** @param name the profile's */
    Trials(String name, Consumer<Event.Checked> told) {
        this.name = name;
        this.told = told;
    }

    /** What a trial saw; and what is not well although it did not fail. */
    static final class Notes {
        private final Map<String, String> facts = new LinkedHashMap<>();
        private final List<Failure> warnings = new ArrayList<>();

        void saw(String fact, String value) {
            facts.put(fact, value);
        }

        void warn(Failure finding) {
            warnings.add(finding);
        }
    }

    /** What is tried. */
    interface Trial<T> {
        T make(Notes notes) throws TunnelException;
    }

    /** What is tried, and leaves nothing that later trials need. */
    interface Look {
        void at(Notes notes) throws TunnelException;
    }

    /**
     * @return what it made; empty when it failed
     * @throws TunnelException CANCELLED alone
     */
    <T> Optional<T> make(Check check, Trial<T> trial) throws TunnelException {
        long begun = System.nanoTime();
        Notes notes = new Notes();
        try {
            T made = trial.make(notes);
            passed(check, begun, notes);
            return Optional.of(made);
        } catch (TunnelException e) {
            failed(check, begun, notes, e);
        } catch (RuntimeException | LinkageError e) {
            log.error("{}: {} failed", name, check, e);
            failed(check, begun, notes, new TunnelException(FailureCause.INTERNAL, "reason", e.toString()));
        }
        return Optional.empty();
    }

    /** @return whether it did not fail */
    boolean look(Check check, Look trial) throws TunnelException {
        return make(check, notes -> {
                    trial.at(notes);
                    return true;
                })
                .isPresent();
    }

    /** @param begun as {@link System#nanoTime} told it */
    void passed(Check check, long begun, Notes notes) {
        tell(check, notes.warnings.isEmpty() ? Outcome.OK : Outcome.WARNING, begun, notes.facts, notes.warnings);
    }

    void failed(Check check, long begun, Notes notes, TunnelException e) throws TunnelException {
        if (e.failure().cause() == FailureCause.CANCELLED) {
            throw e;
        }
        log.info("{}: {}: {}", name, check, e.failure());
        log.debug("{}: {}", name, check, e);
        List<Failure> findings = new ArrayList<>(List.of(e.failure()));
        findings.addAll(notes.warnings);
        tell(check, Outcome.FAILED, begun, notes.facts, findings);
    }

    void skip(Check... checks) {
        for (Check check : checks) {
            tell(check, Outcome.SKIPPED, System.nanoTime(), Map.of(), List.of());
        }
    }

    private void tell(Check check, Outcome outcome, long begun, Map<String, String> facts, List<Failure> findings) {
        long millis = (System.nanoTime() - begun) / 1_000_000;
        told.accept(new Event.Checked(name, check, outcome, millis, facts, findings));
    }
}
