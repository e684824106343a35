package dev.culvert.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code exec} request: {@code sh -c COMMAND} as the user this process runs as. As under sshd, the end of the connection
 * is the end of its standard input; what it does then is its own affair.
 */
final class ShellCommand implements Command {
    private static final Logger LOG = LoggerFactory.getLogger(ShellCommand.class);

    private final String command;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private ExitCallback exit = (status, message, now) -> {};
    private @Nullable Process process;

    ShellCommand(String command) {
        this.command = command;
    }

    @Override
    public void setInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public void setOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void setErrorStream(OutputStream err) {
        this.err = err;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command);
        Map<String, String> env = builder.environment();
        // Nothing that the client chose, but what sshd sets.
        env.put("USER", channel.getSession().getUsername());
        env.put("LOGNAME", channel.getSession().getUsername());
        env.remove("SSH_TUNNEL");
        List<String> devices = channel.getSession().getAttribute(TunServerChannel.DEVICE_NAMES);
        if (devices != null) {
            env.put("SSH_TUNNEL", String.join(",", devices));
        }
        Process started = builder.start();
        process = started;
        Thread.ofVirtual().start(() -> feed(started));
        Thread errors = Thread.ofVirtual().start(() -> copy(started.getErrorStream(), err));
        Thread.ofVirtual().start(() -> finish(started, errors));
    }

    private void feed(Process to) {
        try (OutputStream sink = to.getOutputStream()) {
            byte[] chunk = new byte[8192];
            for (int n; (n = in.read(chunk)) >= 0; ) {
                sink.write(chunk, 0, n);
                sink.flush();
            }
        } catch (IOException e) {
            LOG.debug("input of {} ended", command, e);
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        byte[] chunk = new byte[8192];
        try (from) {
            for (int n; (n = from.read(chunk)) >= 0; ) {
                to.write(chunk, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            LOG.debug("output ended", e);
        }
    }

    private void finish(Process of, Thread errors) {
        copy(of.getInputStream(), out);
        int status = 255;
        try {
            errors.join();
            status = of.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exit.onExit(status);
    }

    /** The channel is gone, and with it the command's input. It has five seconds to end of that. */
    @Override
    public void destroy(ChannelSession channel) {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        Thread.ofVirtual().start(() -> end(running));
    }

    private void end(Process running) {
        try {
            if (!running.waitFor(5, TimeUnit.SECONDS)) {
                LOG.info("ending {}, which did not end with its input", command);
                running.destroy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
