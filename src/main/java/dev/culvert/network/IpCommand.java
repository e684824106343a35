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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system's {@code ip} (iproute2), found in fixed places and run with an empty environment. Its processes inherit this
 * one's ambient capabilities. Every method blocks until the process has ended, 10 seconds at most.
 */
public final class IpCommand implements IpTool {
    private static final Logger LOG = LoggerFactory.getLogger(IpCommand.class);
    private static final List<String> PLACES = List.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip");
    private static final Pattern FAILED_LINE = Pattern.compile("Command failed -:(\\d+)");
    private static final long TIMEOUT_SECONDS = 10;

    private final List<String> command;

    /** @throws TunnelException LOCAL_STEP_FAILED when there is no {@code ip} */
    public IpCommand() throws TunnelException {
        this(List.of(find()));
    }

    /** @param command the program, and options before all others such as {@code -n NAMESPACE} */
    IpCommand(List<String> command) {
        this.command = List.copyOf(command);
    }

    private static String find() throws TunnelException {
        for (String place : PLACES) {
            if (Files.isExecutable(Path.of(place))) {
                return place;
            }
        }
        throw failed("ip", "not found in " + String.join(", ", PLACES));
    }

    @Override
    public BatchResult batch(List<String> lines) throws TunnelException {
        Output output = run(List.of("-batch", "-"), String.join("\n", lines) + "\n");
        if (output.status() == 0) {
            return new BatchResult(lines.size(), "");
        }
        Matcher matcher = FAILED_LINE.matcher(output.err());
        int done = matcher.find() ? Integer.parseInt(matcher.group(1)) - 1 : 0;
        return new BatchResult(done, words(output));
    }

    @Override
    public void batchForced(List<String> lines) throws TunnelException {
        Output output = run(List.of("-force", "-batch", "-"), String.join("\n", lines) + "\n");
        if (output.status() != 0) {
            LOG.debug("undo went past: {}", output.err());
        }
    }

    @Override
    public String query(String... arguments) throws TunnelException {
        Output output = run(List.of(arguments), "");
        if (output.status() != 0) {
            throw failed("ip " + String.join(" ", arguments), words(output));
        }
        return output.out();
    }

    private static String words(Output output) {
        String words = output.err()
                .lines()
                .filter(line -> !FAILED_LINE.matcher(line).find())
                .map(line -> line.replaceFirst("^(RTNETLINK answers|Error): ", ""))
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
        return words.isEmpty() ? "status " + output.status() : words;
    }

    static TunnelException failed(String step, String reason) {
        return new TunnelException(FailureCause.LOCAL_STEP_FAILED, "step", step, "reason", reason);
    }

    private record Output(int status, String out, String err) {}

    private Output run(List<String> arguments, String input) throws TunnelException {
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

    private static Future<String> read(InputStream stream) {
        FutureTask<String> text = new FutureTask<>(() -> new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        Thread.ofVirtual().name("ip-output").start(text);
        return text;
    }

    private static void write(Process process, String input) {
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // a process that ended before it read all of it says why by its status and words
            LOG.debug("ip closed its input", e);
        }
    }
}
