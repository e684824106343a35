package dev.culvert.remote;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.RemoteProcess;
import dev.culvert.ssh.SshConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A script running on the server, heard through the lines that begin with its mark; all others are passed over. */
final class MarkedOutput implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MarkedOutput.class);
    private static final String END = "";

    private final RemoteProcess process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private MarkedOutput(RemoteProcess process) {
        this.process = process;
    }

    /** Starts the server's shell and sends it the script, whose standard input then stays open. */
    static MarkedOutput start(SshConnection connection, String mark, String script) throws TunnelException {
        RemoteProcess process = connection.start(Script.COMMAND);
        MarkedOutput output = new MarkedOutput(process);
        Thread.ofVirtual().name("server-script").start(() -> output.read(process.out(), mark + " "));
        output.send(script);
        return output;
    }

    private void read(BufferedReader out, String prefix) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(prefix)) {
                    lines.add(line.substring(prefix.length()).strip());
                }
            }
        } catch (IOException e) {
            LOG.debug("the server's script fell silent", e);
        }
        lines.add(END);
    }

    /** Sends text to the script. What has ended already does not read it, and says so by its silence. */
    void send(String text) {
        try {
            OutputStream in = process.in();
            in.write(text.getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            LOG.debug("the server's script reads no more", e);
        }
    }

    /** Ends the script's standard input. */
    void sendEnd() {
        try {
            process.in().close();
        } catch (IOException e) {
            LOG.debug("the server's script reads no more", e);
        }
    }

    /**
     * The next marked line without its mark; empty when there is none until the deadline, or no more at all.
     *
     * @param deadline as {@link System#nanoTime} tells it
     */
    Optional<String> next(long deadline) throws TunnelException {
        try {
            String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (END.equals(line)) {
                lines.add(END);
                return Optional.empty();
            }
            return Optional.ofNullable(line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(Failure.of(FailureCause.CANCELLED), e);
        }
    }

    /** What the script's commands said on standard error, once it has ended. */
    String words() {
        process.waitFor(Duration.ofSeconds(2));
        return process.err().strip();
    }

    @Override
    public void close() {
        process.close();
    }

    static long deadline(Duration timeout) {
        return System.nanoTime() + timeout.toNanos();
    }
}
