package dev.culvert.control.keys;

import dev.culvert.control.Carrier;
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
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's ProxyCommand (ssh_config(5)): its standard input and output are the connection to the server. Each connection runs it anew, by
 * the user's shell in a {@link Carrier}, and it ends with the connection. One runs at a time, however often the helper asks. Thread-safe.
 */
final class ProxyCommand implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProxyCommand.class);

    /** Lines of its standard error that the person is shown. */
    private static final int TOLD_LINES = 20;

    private final String command;
    private final String shell;
    private final String server;
    private final Person person;
    private volatile boolean closed;

    // guarded by this
    private @Nullable Process running;

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
    synchronized Command.Answer answer(Event.NeedStream question, LoginSide.Carrying carrying) {
        if (closed) {
            return new Command.Answer(question.question(), null, null, null, null);
        }
        try {
            if (running != null) {
                end(running);
            }
            Process carrier = carrying.carry(question.token(), shell, command);
            running = carrier;
            Thread.ofVirtual().name("proxy-command-err").start(() -> tell(carrier.getErrorStream()));
            BufferedReader said = carrier.inputReader(StandardCharsets.UTF_8);
            String first = said.readLine();
            if (first == null || !first.equals(Carrier.TAKEN)) {
                carrier.destroy();
                throw new IOException(
                        first != null && first.startsWith(Carrier.FAILED)
                                ? first.substring(Carrier.FAILED.length())
                                : "ended");
            }
            Thread.ofVirtual().name("proxy-command").start(() -> listen(carrier, said));
            return new Command.Answer(question.question(), null, null, true, null);
        } catch (IOException e) {
            log.debug("ProxyCommand {}", command, e);
            Failure failure = Failure.of(
                    FailureCause.PROXY_COMMAND_FAILED, "server", server, "reason", String.valueOf(e.getMessage()));
            return new Command.Answer(question.question(), null, null, null, failure);
        }
    }

    /** Tells of one that ended by itself, before the helper can. */
    private void listen(Process carrier, BufferedReader said) {
        try (said) {
            String last = said.readLine();
            if (last != null && last.startsWith(Carrier.ENDED)) {
                String status = last.substring(Carrier.ENDED.length());
                if (!closed && !status.equals("0")) {
                    person.tell("proxyCommandEnded", "server", server, "status", status);
                }
                carrier.getOutputStream().close();
            }
        } catch (IOException e) {
            log.debug("of the ProxyCommand: {}", e.getMessage());
        }
    }

    private void tell(InputStream errors) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(errors, StandardCharsets.UTF_8))) {
            int told = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.info("ProxyCommand: {}", Printable.line(line));
                if (!closed && ++told <= TOLD_LINES) {
                    person.tellServers(line);
                }
            }
        } catch (IOException e) {
            log.debug("the ProxyCommand's errors: {}", e.getMessage());
        }
    }

    /** Blocks until it has ended, and what it ran with it. */
    private static void end(Process carrier) {
        carrier.destroy();
        try {
            if (!carrier.waitFor(2 * Carrier.GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                carrier.descendants().forEach(ProcessHandle::destroyForcibly);
                carrier.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs no more; what runs ends with its connection, which another process, or another login, may have taken over. */
    @Override
    public void close() {
        closed = true;
    }
}
