package dev.culvert.control.sshconfig;

import dev.culvert.control.sshconfig.SshConfigException.Problem;
import dev.culvert.control.sshconfig.SshSettings.Place;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether the blocks of Host and Match apply (ssh_config(5), Match). Not thread-safe. */
final class Matching {
    private final UserEnvironment environment;
    private final String originalHost;
    private final Options options;

    /** Runs a command and says whether it ended with 0; null: none is run. */
    private final @Nullable Predicate<String> exec;

    /** What Host is compared with: the name given, and in the last pass what it was resolved to. */
    private String host;

    private boolean finalPass;
    private boolean wantsFinalPass;
    private @Nullable Place skippedExec;

    Matching(UserEnvironment environment, String host, Options options, @Nullable Predicate<String> exec) {
        this.environment = environment;
        this.originalHost = host;
        this.host = host;
        this.options = options;
        this.exec = exec;
    }

    /** From here on the files are read for the second and last time. */
    void beginFinalPass(String hostName) {
        host = hostName;
        finalPass = true;
    }

    boolean wantsFinalPass() {
        return wantsFinalPass;
    }

    @Nullable
    Place skippedExec() {
        return skippedExec;
    }

    boolean host(List<String> patterns) {
        return Patterns.matches(host, patterns);
    }

    /** @param never the block cannot apply whatever it says: no command is run for it */
    boolean match(LineWords words, Place place, boolean never) throws SshConfigException {
        boolean result = !never;
        int criteria = 0;
        for (String word = words.next(); word != null && !word.isEmpty(); word = words.next()) {
            if (word.startsWith("#")) {
                words.skipRest();
                break;
            }
            boolean negated = word.startsWith("!");
            String criterion = word.substring(negated ? 1 : 0).toLowerCase(Locale.ROOT);
            if (criterion.equals("all")) {
                String next = words.next();
                boolean alone = next == null || next.isEmpty() || next.startsWith("#");
                check(criteria <= 1 && alone, place, word);
                return result && !negated;
            }
            criteria++;
            if (criterion.equals("final") || criterion.equals("canonical")) {
                wantsFinalPass |= criterion.equals("final");
                result &= finalPass != negated;
                continue;
            }
            String value = words.next();
            if (value == null || value.isEmpty() || value.startsWith("#")) {
                throw new SshConfigException(Problem.BAD_MATCH, place, word);
            }
            result &= holds(criterion, value, result, place) != negated;
        }
        check(criteria > 0 && words.rest().isEmpty(), place, "Match");
        return result;
    }

    private boolean holds(String criterion, String value, boolean soFar, Place place) throws SshConfigException {
        return switch (criterion) {
            case "host" -> Patterns.matchesAnyCase(hostSoFar(), List.of(value.split(",", -1)));
            case "originalhost" -> Patterns.matchesAnyCase(originalHost, List.of(value.split(",", -1)));
            case "user" -> Patterns.matchesList(options.word("user", environment.user()), value);
            case "localuser" -> Patterns.matchesList(environment.user(), value);
            case "tagged" -> Patterns.matchesList(options.word("tag", ""), value);
            case "exec" -> soFar && runs(value, place);
            default -> throw new SshConfigException(Problem.BAD_MATCH, place, criterion);
        };
    }

    private boolean runs(String command, Place place) throws SshConfigException {
        if (exec == null) {
            skippedExec = skippedExec == null ? place : skippedExec;
            return false;
        }
        int port = Values.port(options.word("port", "")).orElse(SshSettings.PORT);
        Tokens tokens = Tokens.of(
                environment,
                hostSoFar(),
                originalHost,
                port,
                options.word("user", environment.user()),
                options.word("hostkeyalias", hostSoFar()),
                options.word("proxyjump", ""));
        return exec.test(tokens.expand(command, Tokens.CLIENT, place));
    }

    private String hostSoFar() throws SshConfigException {
        String name = options.word("hostname");
        return name == null || finalPass
                ? name == null ? host : name
                : Tokens.ofHostName(environment, host).expand(name, "h", null);
    }

    private static void check(boolean sound, Place place, String word) throws SshConfigException {
        if (!sound) {
            throw new SshConfigException(Problem.BAD_MATCH, place, word);
        }
    }
}
