package dev.culvert.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
    private static final String NOBODY = "65534";

    private final Namespace namespace;
    private final LabDirectory files;
    private final Path checkout;
    private final Map<String, String> environment;
    private final List<String> prefix;
    private final @Nullable Path input;

    CulvertCommand(Namespace namespace, LabDirectory files) {
        this(
                namespace,
                files,
                CHECKOUT,
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
            Path checkout,
            Map<String, String> environment,
            List<String> prefix,
            @Nullable Path input) {
        this.namespace = namespace;
        this.files = files;
        this.checkout = checkout;
        this.environment = environment;
        this.prefix = prefix;
        this.input = input;
    }

    public CulvertCommand with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new CulvertCommand(namespace, files, checkout, Map.copyOf(more), prefix, input);
    }

    public CulvertCommand withInput(Path file) {
        return new CulvertCommand(namespace, files, checkout, environment, prefix, file);
    }

    /** Starts it through another command, such as {@code setpriv …} or {@code script …}. */
    public CulvertCommand through(String... command) {
        return new CulvertCommand(namespace, files, checkout, environment, List.of(command), input);
    }

    /**
     * As a user without any privilege, from a copy of what is built that everyone can read (the checkout and the libraries may be in
     * root's home).
     */
    public CulvertCommand asNobody() {
        List<String> user = List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups");
        return new CulvertCommand(namespace, files, copy(), environment, user, input);
    }

    /** Runs it to its end, at most 90 s. */
    public Ran run(String... arguments) {
        return start(arguments).end(TIMEOUT);
    }

    public Background start(String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(checkout.resolve("src/dev/culvert").toString());
        command.addAll(List.of(arguments));
        return namespace.start(environment, input, command);
    }

    private Path copy() {
        Path copy = files.root().resolve("checkout");
        String script = """
                set -e
                mkdir -p "$2/src/dev" "$2/target/lib"
                cp "$1/src/dev/culvert" "$1/src/dev/jdk.sh" "$2/src/dev"
                cp -R "$1/installer" "$2/installer"
                cp -R "$1/target/classes" "$1/target/jna" "$2/target"
                { tr : '\\n' <"$1/target/classpath"; echo; } | while read -r jar; do cp "$jar" "$2/target/lib"; done
                ls -d "$2"/target/lib/* | paste -s -d : >"$2/target/classpath"
                chmod -R a+rX "$2"
                """;
        try {
            if (!Files.exists(copy)) {
                Process process = new ProcessBuilder("sh", "-c", script, "copy", CHECKOUT.toString(), copy.toString())
                        .inheritIO()
                        .start();
                if (process.waitFor() != 0) {
                    throw new AssertionError("no copy of the checkout");
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
