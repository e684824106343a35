package dev.culvert.window;

import dev.culvert.desktop.linux.PrivateBus;
import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A screen that nobody looks at, with window manager and session bus, in the client's namespace; gone with the lab at the latest. */
public final class Screen implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Path CHECKOUT = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));

    private final Lab lab;
    private final Background server;
    private final PrivateBus bus;
    private final Map<String, String> environment;
    private final List<String> prefix;

    private Screen(Lab lab, Background server, PrivateBus bus, Map<String, String> environment, List<String> prefix) {
        this.lab = lab;
        this.server = server;
        this.bus = bus;
        this.environment = environment;
        this.prefix = prefix;
    }

    /** Of a number that nobody else uses. */
    public static Screen start(Lab lab) throws Exception {
        Background server = lab.client()
                .start("Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp", "-noreset");
        Await.until("a screen", SOON, () -> {
            if (!server.isAlive()) {
                throw new AssertionError("no screen: " + server.err());
            }
            return server.out().endsWith("\n");
        });
        Path runtime = lab.dir().resolve("runtime");
        Files.createDirectory(
                runtime, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        PrivateBus bus = PrivateBus.start(lab.dir());
        Map<String, String> environment = new HashMap<>(bus.environment());
        environment.put("DISPLAY", ":" + server.out().strip());
        environment.put("XDG_RUNTIME_DIR", runtime.toString());
        environment.put("CULVERT_BUILD", "never");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // no bus of accessibility: GTK warns of its absence
        environment.put("NO_AT_BRIDGE", "1");
        var _ = lab.client().start(environment, null, List.of("openbox"));
        return new Screen(lab, server, bus, Map.copyOf(environment), List.of());
    }

    /** The same screen for programs that are started by another command. */
    public Screen through(List<String> command) {
        return new Screen(lab, server, bus, environment, List.copyOf(command));
    }

    /** What programs find around them here. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Starts a test's program with JavaFX as {@code src/dev/culvert} starts the window. */
    public Background java(String language, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx384m",
                "-Xshare:auto",
                "--module-path",
                CHECKOUT.resolve("target/javafx").toString(),
                "--add-modules",
                "javafx.controls",
                "--enable-native-access=ALL-UNNAMED,javafx.graphics",
                "-Duser.language=" + language,
                "-Duser.country=" + (language.equals("zh") ? "CN" : "US"),
                "-Duser.home=" + lab.home(),
                "-Dbasedir=" + CHECKOUT,
                // not the tests' own
                "-Dlogback.configurationFile=" + CHECKOUT.resolve("resources/logback.xml"),
                "-Dculvert.log=warn",
                "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path")),
                program.getName()));
        command.addAll(List.of(arguments));
        return lab.client().start(environment, null, command);
    }

    @Override
    public void close() {
        server.close();
        bus.close();
    }
}
