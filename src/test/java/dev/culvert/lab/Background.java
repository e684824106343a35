package dev.culvert.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A process left running; what it says goes to files. Dies with its lab at the latest. */
public final class Background implements AutoCloseable {
    private final List<String> command;
    private final Process process;
    private final Path out;
    private final Path err;
    private final long startedNanos = System.nanoTime();

    Background(List<String> command, Process process, Path out, Path err) {
        this.command = List.copyOf(command);
        this.process = process;
        this.out = out;
        this.err = err;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it wrote so far. */
    public String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    /** Waits until {@code text} stands in its output or its errors; fails the test when it ends before, or the time runs out. */
    public Background awaitText(String text, Duration timeout) {
        Await.until("\"" + text + "\" from " + String.join(" ", command), timeout, () -> {
            boolean alive = process.isAlive();
            if (out().contains(text) || err().contains(text)) {
                return true;
            }
            if (!alive) {
                throw new AssertionError("ended without saying \"" + text + "\": " + result());
            }
            return false;
        });
        return this;
    }

    /** Empty when it is still running after {@code timeout}. */
    public OptionalInt exit(Duration timeout) {
        try {
            return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + command, e);
        }
    }

    /** Waits for its end; when the time runs out, kills it with its children and fails the test with what it said. */
    public Ran end(Duration timeout) {
        if (exit(timeout).isEmpty()) {
            close();
            throw new AssertionError("still running after " + timeout.toSeconds() + " s, killed: " + result());
        }
        return result();
    }

    /** Sends a signal by its name, such as {@code INT} or {@code KILL}. */
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it and its children, and waits until it is gone. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        exit(Duration.ofSeconds(10));
    }

    private Ran result() {
        int status = process.isAlive() ? -1 : process.exitValue();
        return new Ran(command, status, out(), err(), Duration.ofNanos(System.nanoTime() - startedNanos));
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
