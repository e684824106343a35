package dev.culvert.window;

import dev.culvert.acceptance.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Commands beside the window, in its surroundings. They block. */
final class Commands {
    private static final int PATIENCE_SECONDS = 60;

    private Commands() {}

    /** What it prints on both its outputs; fails unless it ends with 0. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + said);
        }
        return said;
    }

    /** The program as a person starts it, with this process's home. */
    static String culvert(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "CULVERT_JAVA_OPTIONS=-Duser.home=" + System.getProperty("user.home"),
                Path.of(System.getProperty("basedir", ""), "src/dev/culvert").toString()));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    /** Processes of a network namespace whose command line has {@code part}. */
    static List<Long> pids(String namespace, String part) throws IOException, InterruptedException {
        return run("ip", "netns", "pids", namespace)
                .lines()
                .map(Long::valueOf)
                .filter(pid -> Processes.commandLine(pid).contains(part))
                .toList();
    }

    static void awaitOutput(String what, Duration within, String wanted, String... command) throws Exception {
        await(what, within, () -> run(command).equals(wanted));
    }

    /** By looking again and again. */
    static void await(String what, Duration within, Callable<Boolean> state) throws Exception {
        long end = System.nanoTime() + within.toNanos();
        while (!state.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never came: " + what);
            }
            Thread.sleep(20);
        }
    }
}
