package dev.culvert.control.exchange;

import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.ProfileWriter;
import java.util.List;

/**
 * A profile that could be added, right or wrong.
 *
 * @param source what it was made from: a file, or a host of ssh_config
 * @param text the JSON that would be stored
 * @param notes what did not come along, or will not work yet
 */
public record Candidate(String source, String text, ProfileReading reading, List<Note> notes) {
    public Candidate {
        notes = List.copyOf(notes);
    }

    /** @param fact what {@code kind} is about */
    public record Note(Kind kind, String fact) {
        /** The words are the message bundles' ({@code import.note.NAME}). */
        public enum Kind {
            /** Kept in the profile, which this version refuses for it. */
            FORWARDS_NOT_YET,
            /** Profiles hold no secrets. */
            PASSWORD_LEFT_OUT,
            /** Options of a command line, which a profile has no place for. */
            OPTIONS_LEFT_OUT,
            /** Its name has characters that a profile's cannot have, or is not its own. */
            OTHER_NAME
        }
    }

    static Candidate of(String source, Profile profile, List<Note> notes) {
        return of(source, ProfileWriter.write(profile), notes);
    }

    static Candidate of(String source, String text, List<Note> notes) {
        return new Candidate(source, text, ProfileReader.read(text), notes);
    }

    /** The same under another name; what is not valid stays as it is. */
    public Candidate named(String name) {
        return reading instanceof ProfileReading.Valid valid
                ? of(source, valid.profile().named(name), notes)
                : this;
    }

    /** {@code wanted}, with {@code -} for what no profile's name may have. */
    static String nameFrom(String wanted) {
        String name = wanted.strip()
                .replaceAll("[/\\\\:*?\"<>|\\p{Cntrl}]", "-")
                .replaceFirst("^[.-]+", "")
                .replaceFirst("(?i)\\.json$", "")
                .replaceFirst("[.]+$", "");
        int end = Math.min(name.length(), 70);
        return name.isEmpty() ? "imported" : name.substring(0, end).strip();
    }
}
