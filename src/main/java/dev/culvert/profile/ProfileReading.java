package dev.culvert.profile;

import java.util.List;

/** What became of a profile's text. */
public sealed interface ProfileReading {
    /**
     * A profile.
     *
     * @param notSupported what it asks for that this build does not carry out: it may be kept, shown and edited, and not
     *     connected; empty for a profile that can be
     */
    record Valid(Profile profile, List<ProfileProblem> notSupported) implements ProfileReading {
        public Valid {
            notSupported = List.copyOf(notSupported);
        }
    }

    /** @param problems all of them, in the order of the text; never empty */
    record Invalid(List<ProfileProblem> problems) implements ProfileReading {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
