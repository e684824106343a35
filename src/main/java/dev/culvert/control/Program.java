package dev.culvert.control;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * This program, as it must be started again in another process.
 *
 * @param code the directory of classes, or the jar, that this class came from
 * @param build its version
 */
record Program(Path code, String build) {
    static Program ofThisProcess() {
        try {
            Path code = Path.of(Program.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            String version = Program.class.getPackage().getImplementationVersion();
            return new Program(code, version == null ? "checkout" : version);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the code's place is a file", e);
        }
    }

    private boolean isCheckout() {
        return code.endsWith(Path.of("target", "classes"));
    }

    /** In a checkout in its place among the sources; installed, beside the directory of jars. */
    Path rootScript() {
        return isCheckout()
                ? code.resolve("../../installer/linux/culvert-root").normalize()
                : code.resolveSibling("..").resolve("culvert-root").normalize();
    }

    /** The keeper's command line, in a session of its own. It waits nearly all its life. */
    List<String> keeperCommand() {
        List<String> command = new ArrayList<>();
        // not --fork: Java closes its end of the pipe when the process that it started ends
        command.add("setsid");
        command.addAll(small("keeper"));
        return command;
    }

    /** The command line of a {@link Carrier}, in the session of whoever starts it: what it runs may ask at the terminal. */
    List<String> carrierCommand() {
        return small("carrier");
    }

    private List<String> small(String part) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms4m",
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+DisableAttachMechanism",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                // standard output is for what whoever started it waits for
                "-XX:+DisplayVMOutputToStderr",
                "-Dculvert.log=info",
                "-Duser.home=" + System.getProperty("user.home"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.culvert.Main",
                part);
    }
}
