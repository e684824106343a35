package dev.culvert.network;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program of the system that changes its network, found in fixed places and run with an empty environment. Its processes
 * inherit this one's ambient capabilities.
 */
final class SystemTool {
    private static final Logger LOG = LoggerFactory.getLogger(SystemTool.class);
    private static final List<String> PLACES = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");
    private static final long TIMEOUT_SECONDS = 10;

    private final List<String> command;

    /** @param command the program, and options before all others such as {@code -n NAMESPACE} */
    SystemTool(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** Empty where this machine has no program of that name. */
    static Optional<SystemTool> find(String name) {
        return PLACES.stream()
                .map(place -> place + "/" + name)
                .filter(place -> Files.isExecutable(Path.of(place)))
                .findFirst()
                .map(place -> new SystemTool(List.of(place)));
    }

    static String places() {
        return String.join(", ", PLACES);
    }

    /** How a process ended and what it said. */
    record Output(int status, String out, String err) {}

    /**
     * Blocks until the process has ended, 10 seconds at most.
     *
     * @throws TunnelException LOCAL_STEP_FAILED when it could not be run, or did not end; CANCELLED when interrupted
     */
    Output run(List<String> arguments, String input) throws TunnelException {
        List<String> line = new ArrayList<>(command);
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).directory(new File("/"));
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw failed(String.join(" ", line), String.valueOf(e.getMessage()));
        }
        try {
            // both read while the input is written: a batch that complains about each line must not fill a pipe
            Future<String> out = read(process.getInputStream());
            Future<String> err = read(process.getErrorStream());
            write(process, input);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw failed(String.join(" ", line), "no end after " + TIMEOUT_SECONDS + " s");
            }
            return new Output(process.exitValue(), out.get(), err.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(Failure.of(FailureCause.CANCELLED), e);
        } catch (ExecutionException e) {
            throw failed(String.join(" ", line), String.valueOf(e.getCause()));
        } finally {
            process.destroyForcibly();
        }
    }

    static TunnelException failed(String step, String reason) {
        return new TunnelException(FailureCause.LOCAL_STEP_FAILED, "step", step, "reason", reason);
    }

    private static Future<String> read(InputStream stream) {
        FutureTask<String> text = new FutureTask<>(() -> new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        Thread.ofVirtual().name("tool-output").start(text);
        return text;
    }

    private static void write(Process process, String input) {
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // a process that ended before it read all of it says why by its status and words
            LOG.debug("the process closed its input", e);
        }
    }
}
