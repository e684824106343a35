package dev.culvert.remote;

import dev.culvert.net.Failure;
import dev.culvert.net.HostPort;
import dev.culvert.net.Layer;
import dev.culvert.ssh.RemoteProcess;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.TunChannel;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Plays a logged-in connection with a shell of this machine; the login shell is {@code shell -c}, as sshd starts it. */
final class LocalShell implements SshConnection {
    private final List<String> shell;
    private final Map<String, String> environment;
    private final List<Process> processes = new ArrayList<>();

    LocalShell(Map<String, String> environment, String... shell) {
        this.environment = environment;
        this.shell = List.of(shell);
    }

    @Override
    public RemoteProcess start(String command) {
        List<String> line = new ArrayList<>(shell);
        line.add(command);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            processes.add(process);
            return new LocalProcess(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a connection that dies does to its processes: sshd closes their pipes. */
    void lose() {
        for (Process process : processes) {
            try {
                process.getOutputStream().close();
                process.getInputStream().close();
                process.getErrorStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The processes started, for a test to signal or wait for. */
    List<Process> processes() {
        return processes;
    }

    @Override
    public Facts facts() {
        return new Facts(new HostPort("local", 22), "ann", "", "", "", "", new byte[0]);
    }

    @Override
    public String keyOptions() {
        return "";
    }

    @Override
    public TunChannel openTun(Layer layer, OptionalInt unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ExecResult exec(String command, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onLost(Consumer<Failure> listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasLocalAddress() {
        return true;
    }

    @Override
    public boolean answers(Duration timeout) {
        return true;
    }

    @Override
    public void close() {
        lose();
        processes.forEach(Process::destroyForcibly);
    }

    private static final class LocalProcess implements RemoteProcess {
        private final Process process;
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final BufferedReader out;
        private final Thread errReader;

        LocalProcess(Process process) {
            this.process = process;
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            errReader = Thread.ofVirtual().start(() -> {
                try {
                    process.getErrorStream().transferTo(err);
                } catch (IOException e) {
                    err.writeBytes(String.valueOf(e).getBytes(StandardCharsets.UTF_8));
                }
            });
        }

        @Override
        public OutputStream in() {
            return process.getOutputStream();
        }

        @Override
        public BufferedReader out() {
            return out;
        }

        @Override
        public String err() {
            return err.toString(StandardCharsets.UTF_8);
        }

        @Override
        public OptionalInt waitFor(Duration timeout) {
            try {
                if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    errReader.join(timeout);
                    return OptionalInt.of(process.exitValue());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return OptionalInt.empty();
        }

        @Override
        public void close() {
            for (Closeable pipe : List.of(process.getOutputStream(), process.getInputStream())) {
                try {
                    pipe.close();
                } catch (IOException e) {
                    // bytes were left for a process that had ended
                    assert !process.isAlive();
                }
            }
        }
    }
}
