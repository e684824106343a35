package dev.culvert.control.keys;

import dev.culvert.control.LoginSide;
import dev.culvert.control.words.Printable;
import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's ProxyCommand (ssh_config(5)): its standard input and output are the connection to the server. Each connection runs it anew, by
 * the user's shell, and it ends with the connection. Thread-safe.
 */
final class ProxyCommand implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProxyCommand.class);

    private static final int BUFFER = 64 << 10;

    /** Lines of its standard error that the person is shown. */
    private static final int TOLD_LINES = 20;

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final String command;
    private final String shell;
    private final String server;
    private final Person person;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param command with all tokens replaced
     * @param server as messages name what it connects to
     */
    ProxyCommand(String command, String shell, String server, Person person) {
        this.command = command;
        this.shell = shell;
        this.server = server;
        this.person = person;
    }

    /** Runs it, and has it carry what the helper sends. */
    Command.Answer answer(Event.NeedStream question, LoginSide.Attaching attaching) {
        try {
            Process process = new ProcessBuilder(shell, "-c", "exec " + command).start();
            running.add(process);
            try {
                carry(process, attaching.attach(question.token()));
            } catch (IOException e) {
                end(process);
                throw e;
            }
            if (closed) {
                end(process);
            }
            return new Command.Answer(question.question(), null, null, true, null);
        } catch (IOException e) {
            log.debug("ProxyCommand {}", command, e);
            Failure failure = Failure.of(
                    FailureCause.PROXY_COMMAND_FAILED, "server", server, "reason", String.valueOf(e.getMessage()));
            return new Command.Answer(question.question(), null, null, null, failure);
        }
    }

    private void carry(Process process, SocketChannel stream) {
        Thread.ofVirtual().name("proxy-command-in").start(() -> feed(process, stream));
        Thread.ofVirtual().name("proxy-command-out").start(() -> {
            try (stream;
                    InputStream out = process.getInputStream()) {
                out.transferTo(Channels.newOutputStream(stream));
                // told before the stream ends, which ends the process too
                ended(process);
            } catch (IOException e) {
                log.debug("from the ProxyCommand: {}", e.getMessage());
            } finally {
                end(process);
            }
        });
        Thread.ofVirtual().name("proxy-command-err").start(() -> tell(process.getErrorStream()));
    }

    private void feed(Process process, SocketChannel stream) {
        OutputStream in = process.getOutputStream();
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        try {
            while (stream.read(bytes.clear()) >= 0) {
                try {
                    in.write(bytes.array(), 0, bytes.position());
                    in.flush();
                } catch (IOException e) {
                    // it takes no more: what ends it is told by its output
                    log.debug("to the ProxyCommand: {}", e.getMessage());
                    return;
                }
            }
        } catch (IOException e) {
            log.debug("for the ProxyCommand: {}", e.getMessage());
        }
        end(process);
    }

    private void tell(InputStream errors) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(errors, StandardCharsets.UTF_8))) {
            int told = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.info("ProxyCommand: {}", Printable.line(line));
                if (++told <= TOLD_LINES) {
                    person.tellServers(line);
                }
            }
        } catch (IOException e) {
            log.debug("the ProxyCommand's errors: {}", e.getMessage());
        }
    }

    /** It said all it had to say; whoever ends it does not want to hear of its status. */
    private void ended(Process process) {
        try {
            if (process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    && running.contains(process)
                    && process.exitValue() != 0) {
                person.tell("proxyCommandEnded", "server", server, "status", "" + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As ssh does when its connection ends; one that does not heed that is killed. */
    private void end(Process process) {
        if (!running.remove(process)) {
            return;
        }
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        Thread.ofVirtual().name("proxy-command-end").start(() -> {
            try {
                if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        });
    }

    /** Ends all that run. */
    @Override
    public void close() {
        closed = true;
        running.forEach(this::end);
    }
}
