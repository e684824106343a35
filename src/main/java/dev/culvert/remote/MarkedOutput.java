package dev.culvert.remote;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.RemoteProcess;
import dev.culvert.ssh.SshConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A script running on the server, heard through the lines that begin with its mark; all others are passed over. */
final class MarkedOutput implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MarkedOutput.class);
    private static final String END = "";

    /** Lines that wait to be heard; the server waits with the next one, for its window is full. */
    static final int WAITING = 256;

    private final RemoteProcess process;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(WAITING);
    private final Thread reader;

    private MarkedOutput(RemoteProcess process, String prefix) {
        this.process = process;
        reader = Thread.ofVirtual().name("server-script").unstarted(() -> read(prefix));
    }

    /** Starts the server's shell and sends it the script, whose standard input then stays open. */
    static MarkedOutput start(SshConnection connection, String mark, String script) throws TunnelException {
        RemoteProcess process = connection.start(Script.COMMAND);
        MarkedOutput output = new MarkedOutput(process, mark + " ");
        output.reader.start();
        output.send(script);
        return output;
    }

    private void read(String prefix) {
        try {
            LineReader out = new LineReader(process.out());
            for (String line = out.next(); line != null; line = out.next()) {
                if (line.startsWith(prefix)) {
                    lines.put(line.substring(prefix.length()).strip());
                }
            }
        } catch (IOException e) {
            LOG.debug("the server's script is heard no more", e);
            process.close();
        } catch (InterruptedException e) {
            lines.clear(); // closed: nobody listens
        }
        end();
    }

    private void end() {
        try {
            lines.put(END);
        } catch (InterruptedException e) {
            lines.clear();
            lines.add(END);
        }
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
        reader.interrupt();
    }

    static long deadline(Duration timeout) {
        return System.nanoTime() + timeout.toNanos();
    }
}
