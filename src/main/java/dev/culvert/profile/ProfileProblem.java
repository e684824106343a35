package dev.culvert.profile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong in a profile. The words are the front end's; this holds facts alone.
 *
 * @param pointer JSON pointer (RFC 6901) of the key or value; empty for the whole document
 * @param place where in the text
 * @param reason what is wrong
 * @param value the value as it stands, shortened; null where there is none
 * @param allowed what would be right: names, ranges or an example; may be empty
 */
public record ProfileProblem(
        String pointer,
        Place place,
        Reason reason,
        @Nullable String value,
        List<String> allowed) {
    public ProfileProblem {
        allowed = List.copyOf(allowed);
    }

    /** Line and column, both from 1. */
    public record Place(int line, int column) {}

    public enum Reason {
        NOT_JSON,
        DUPLICATE_KEY,
        /** The same entry again in a list where each may stand once. */
        DUPLICATE_VALUE,
        UNKNOWN_KEY,
        MISSING_KEY,
        WRONG_TYPE,
        WRONG_VALUE,
        OUT_OF_RANGE,
        NEWER_VERSION,
        CONTRADICTION,
        /** The user may not read the file. */
        NO_ACCESS,
        /** A directory, a pipe, or something else that holds no text. */
        NOT_A_FILE,
        /** The system could not read it; the value is its reason. */
        NOT_READ,
        /** Valid, and not carried out by this build. */
        NOT_SUPPORTED
    }
}
