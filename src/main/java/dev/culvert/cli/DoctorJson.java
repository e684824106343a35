package dev.culvert.cli;

import dev.culvert.control.words.Messages;
import dev.culvert.control.words.Remedies;
import dev.culvert.ipc.Event;
import dev.culvert.profile.Profile;
import java.util.Locale;

/** One step of an examination as scripts read it: names and facts are stable, {@code text} is for people. */
final class DoctorJson {
    private DoctorJson() {}

    static String line(Event.Checked checked, Profile profile, Messages words) {
        return JsonLine.object(line -> line.put("event", "checked")
                .put("name", checked.name())
                .put("check", checked.check().name())
                .put("outcome", checked.outcome().name().toLowerCase(Locale.ROOT))
                .put("millis", checked.millis())
                .object("facts", facts -> checked.facts().forEach(facts::put))
                .array(
                        "findings",
                        checked.findings(),
                        (inner, finding) -> inner.put("cause", finding.cause().name())
                                .object("facts", facts -> finding.facts().forEach(facts::put))
                                .put("text", words.failure(finding))
                                .array(
                                        "fixes",
                                        Remedies.of(finding, profile, words),
                                        (fix, remedy) ->
                                                fix.put("text", remedy.text()).array("lines", remedy.blocks()))));
    }
}
