package dev.culvert.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The one clean-up of a lab, for all exits: a process that holds a pipe to this JVM and removes the lab when the pipe closes,
 * be it by {@link #close} or because the JVM was killed.
 */
final class Watchdog implements AutoCloseable {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final String PREFIX = "culvert-lab-";

    /** $1 is the lab's directory, the others are its namespaces. */
    private static final String CLEAN = """
            dir=$1; shift
            for ns; do
              inode=$(stat -L -c %i /run/netns/$ns 2>/dev/null) || continue
              turns=0
              while pids=$(ip netns pids $ns) && [ -n "$pids" ] && [ $turns -lt 1000 ]; do
                kill -9 $pids 2>/dev/null
                turns=$((turns + 1))
                sleep 0.02
              done
              ip netns del $ns 2>/dev/null
              rm -rf /run/culvert/*-$inode /var/lib/culvert/*-$inode
            done
            rm -rf "$dir"
            """;

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    /** The start of a name that tells the owner. */
    static String prefix() {
        return PREFIX + ProcessHandle.current().pid() + "-";
    }

    static Watchdog watch(Path directory, List<String> namespaces) {
        // A session of its own: Ctrl-C at the terminal ends the JVM, not its watchdog.
        return new Watchdog(start("trap '' INT TERM HUP; cat >/dev/null\n" + CLEAN, directory, namespaces));
    }

    /** Removes the labs of JVMs that are gone together with their watchdog. */
    static void sweep() {
        for (String name : names(NAMESPACES)) {
            if (ownerIsGone(name)) {
                await(start(CLEAN, Path.of("/nonexistent"), List.of(name)));
            }
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        for (String name : names(temporary)) {
            if (ownerIsGone(name)) {
                await(start(CLEAN, temporary.resolve(name), List.of()));
            }
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(process);
    }

    private static boolean ownerIsGone(String name) {
        if (!name.matches(PREFIX + "[0-9]+-.*")) {
            return false;
        }
        String pid = name.substring(PREFIX.length(), name.indexOf('-', PREFIX.length()));
        return ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }

    private static List<String> names(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(String script, Path directory, List<String> namespaces) {
        List<String> command = Stream.concat(
                        Stream.of("setsid", "sh", "-c", script, "lab", directory.toString()), namespaces.stream())
                .toList();
        try {
            return new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Process process) {
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                throw new AssertionError("the lab was not removed within two minutes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
