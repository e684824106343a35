package dev.culvert.control.sshconfig;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ssh_config is not as {@code ssh} takes it. */
public final class SshConfigException extends IOException {
    private static final long serialVersionUID = 1;

    /** What is wrong; the words are the message bundles' ({@code cause.SSH_CONFIG.problem.NAME}). */
    public enum Problem {
        UNKNOWN_KEYWORD,
        MISSING_VALUE,
        BAD_VALUE,
        BAD_QUOTES,
        EXTRA_WORDS,
        BAD_MATCH,
        BAD_INCLUDE,
        BAD_TOKEN,
        BAD_VARIABLE,
        TOO_MANY,
        TOO_DEEP,
        PERMISSIONS,
        UNREADABLE,
        NOT_RESOLVED
    }

    private final Problem problem;
    private final transient SshSettings.@Nullable Place place;
    private final String word;

    SshConfigException(Problem problem, SshSettings.@Nullable Place place, String word) {
        super(problem + " " + word + (place == null ? "" : " (" + place.file() + ":" + place.line() + ")"));
        this.problem = problem;
        this.place = place;
        this.word = word;
    }

    public Failure failure() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("problem", problem.name());
        facts.put("word", word);
        if (place != null) {
            facts.put("file", place.file().toString());
            if (place.line() > 0) {
                facts.put("line", Integer.toString(place.line()));
            }
        }
        return new Failure(FailureCause.SSH_CONFIG, facts);
    }

    public Problem problem() {
        return problem;
    }

    /** Null where it is no line's fault; line 0 is a whole file. */
    public SshSettings.@Nullable Place place() {
        return place;
    }

    /** The keyword, value or name it is about. */
    public String word() {
        return word;
    }
}
