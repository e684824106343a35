package dev.culvert.ui.editor;

import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.ProfileProblem.Reason;
import org.jspecify.annotations.Nullable;

/** Something to say about the profile. A {@link Wrong} keeps it from being saved, the others only warn. */
public sealed interface Finding {
    /** Where it is shown; null: on the page of the JSON text alone. */
    @Nullable
    Field field();

    default Tab tab() {
        Field field = field();
        return field == null ? Tab.JSON : field.tab();
    }

    /** What ProfileReader refuses. */
    record Wrong(@Nullable Field field, ProfileProblem problem) implements Finding {
        static Wrong of(ProfileProblem problem) {
            boolean mendedInTextOnly = problem.reason() == Reason.DUPLICATE_KEY
                    || problem.reason() == Reason.UNKNOWN_KEY
                    || problem.reason() == Reason.NEWER_VERSION;
            return new Wrong(
                    mendedInTextOnly ? null : Field.of(problem.pointer()).orElse(null), problem);
        }

        /** A key that must be there is not, or has nothing in it. */
        boolean isMissing() {
            return problem.reason() == Reason.MISSING_KEY || "\"\"".equals(problem.value());
        }
    }

    /** What this version keeps and does not carry out: such a profile cannot be connected. */
    record NotCarriedOut(@Nullable Field field, ProfileProblem problem) implements Finding {
        static NotCarriedOut of(ProfileProblem problem) {
            return new NotCarriedOut(Field.of(problem.pointer()).orElse(null), problem);
        }
    }

    /** A route that takes the traffic of a network this computer is in. */
    record OverlapsLocal(String route, LocalNetwork network) implements Finding {
        @Override
        public Field field() {
            return Field.ROUTES;
        }
    }
}
