package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** A command over MINA's exec channel (RFC 4254 §6.5). Thread-safe; waits end when the waiting thread is interrupted. */
final class ExecChannel implements RemoteProcess {
    private static final int ERR_CAP = 64 * 1024;

    private final ChannelExec channel;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CappedOutput err;
    private final @Nullable BufferedReader out;

    private ExecChannel(ChannelExec channel, CappedOutput err, @Nullable BufferedReader out) {
        this.channel = channel;
        this.err = err;
        this.out = out;
        channel.addCloseFutureListener(future -> closed.complete(null));
    }

    /** Starts a command whose output is read as it comes. */
    static ExecChannel start(ClientSession session, String command, Duration timeout) throws TunnelException {
        CappedOutput err = new CappedOutput(ERR_CAP);
        ChannelExec channel = open(session, command, null, err, timeout);
        return new ExecChannel(
                channel,
                err,
                new BufferedReader(new InputStreamReader(channel.getInvertedOut(), StandardCharsets.UTF_8)));
    }

    /** Runs a command with no input to its end. */
    static SshConnection.ExecResult run(ClientSession session, String command, int cap, Duration timeout)
            throws TunnelException {
        CappedOutput out = new CappedOutput(cap);
        CappedOutput err = new CappedOutput(cap);
        ChannelExec channel = open(session, command, out, err, timeout);
        try (ExecChannel exec = new ExecChannel(channel, err, null)) {
            try {
                exec.in().close();
            } catch (IOException e) {
                // it ended before it was told that there is no input
            }
            OptionalInt status = exec.waitFor(timeout);
            if (status.isEmpty()) {
                throw failed(command, Thread.currentThread().isInterrupted() ? "interrupted" : "timed out", null);
            }
            if (!session.isOpen() && status.getAsInt() == -1) {
                throw new TunnelException(FailureCause.CONNECTION_LOST, "reason", "ended");
            }
            return new SshConnection.ExecResult(status.getAsInt(), out.text(), err.text());
        }
    }

    private static ChannelExec open(
            ClientSession session, String command, @Nullable OutputStream out, OutputStream err, Duration timeout)
            throws TunnelException {
        if (!session.isOpen()) {
            throw new TunnelException(FailureCause.CONNECTION_LOST, "reason", "ended");
        }
        try {
            ChannelExec channel = session.createExecChannel(command);
            if (out != null) {
                channel.setOut(out);
            }
            channel.setErr(err);
            CompletableFuture<@Nullable Throwable> opened = new CompletableFuture<>();
            channel.open().addListener(future -> opened.complete(future.getException()));
            channel.addCloseFutureListener(future -> opened.complete(new IOException("closed")));
            try {
                Throwable refusal = opened.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                if (refusal != null) {
                    throw failed(command, String.valueOf(refusal.getMessage()), refusal);
                }
                return channel;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                channel.close(true);
                throw failed(command, "interrupted", e);
            } catch (TimeoutException e) {
                channel.close(true);
                throw failed(command, "timed out", e);
            } catch (ExecutionException e) {
                throw failed(command, String.valueOf(e.getMessage()), e);
            }
        } catch (TunnelException e) {
            throw e;
        } catch (IOException e) {
            throw failed(command, String.valueOf(e.getMessage()), e);
        }
    }

    private static TunnelException failed(String command, String reason, @Nullable Throwable cause) {
        return new TunnelException(
                Failure.of(FailureCause.REMOTE_STEP_FAILED, "step", command, "reason", reason), cause);
    }

    @Override
    public OutputStream in() {
        return channel.getInvertedIn();
    }

    @Override
    public BufferedReader out() {
        if (out == null) {
            throw new IllegalStateException("output goes elsewhere");
        }
        return out;
    }

    @Override
    public String err() {
        return err.text();
    }

    @Override
    public OptionalInt waitFor(Duration timeout) {
        try {
            closed.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        } catch (TimeoutException e) {
            return OptionalInt.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        Integer status = channel.getExitStatus();
        return OptionalInt.of(status == null ? -1 : status);
    }

    @Override
    public void close() {
        channel.close(true);
    }
}
