package dev.culvert.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command line as a user starts it, {@code src/dev/culvert} without its build step, in the client's namespace with the
 * lab's home and configuration. Each {@code with…} gives a new one; standard input is empty and there is no terminal unless asked for.
 */
public final class CulvertCommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Path CHECKOUT = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));

    private final Namespace namespace;
    private final LabDirectory files;
    private final Map<String, String> environment;
    private final List<String> prefix;
    private final @Nullable Path input;

    CulvertCommand(Namespace namespace, LabDirectory files) {
        this(
                namespace,
                files,
                Map.of(
                        "CULVERT_BUILD",
                        "never",
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "CULVERT_JAVA_OPTIONS",
                        "-Duser.home=" + files.home()),
                List.of(),
                null);
    }

    private CulvertCommand(
            Namespace namespace,
            LabDirectory files,
            Map<String, String> environment,
            List<String> prefix,
            @Nullable Path input) {
        this.namespace = namespace;
        this.files = files;
        this.environment = environment;
        this.prefix = prefix;
        this.input = input;
    }

    public CulvertCommand with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new CulvertCommand(namespace, files, Map.copyOf(more), prefix, input);
    }

    public CulvertCommand withInput(Path file) {
        return new CulvertCommand(namespace, files, environment, prefix, file);
    }

    /** Starts it through another command, such as {@code setpriv …} or {@code script …}. */
    public CulvertCommand through(String... command) {
        return new CulvertCommand(namespace, files, environment, List.of(command), input);
    }

    /** Runs it to its end, at most 90 s. */
    public Ran run(String... arguments) {
        return start(arguments).end(TIMEOUT);
    }

    public Background start(String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(CHECKOUT.resolve("src/dev/culvert").toString());
        command.addAll(List.of(arguments));
        return namespace.start(environment, input, command);
    }
}
