package dev.culvert.control.keys;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the command of a {@code Match exec} by the user's shell, its input and output nowhere (readconf.c, execute_in_shell), and says whether
 * it ended with 0. One that does not end in time is ended, and does not match. Blocks.
 *
 * @param shell a program that takes {@code -c COMMAND}
 * @param most how long it may take
 */
record MatchExec(String shell, Duration most) implements Predicate<String> {
    private static final Logger log = LoggerFactory.getLogger(MatchExec.class);

    private static final Duration MOST = Duration.ofSeconds(10);

    MatchExec(String shell) {
        this(shell, MOST);
    }

    @Override
    public boolean test(String command) {
        try {
            Process process = new ProcessBuilder(shell, "-c", command)
                    .redirectInput(Redirect.from(Redirect.DISCARD.file()))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            try {
                if (process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                    return process.exitValue() == 0;
                }
                log.warn("Match exec: {} did not end within {} s", command, most.toSeconds());
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            log.warn("Match exec: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
