package dev.culvert.remote;

import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.SshConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one tunnel, set up by one exec that stays open and takes everything back when its standard input ends:
 * by {@link #undo}, by {@link #close}, or because the connection or this process died. One thread at a time.
 */
public final class ServerEnd implements AutoCloseable {
    private static final String SESSION = "session ";

    private final MarkedOutput output;
    private final String interfaceName;
    private final @Nullable ServerSession session;

    private ServerEnd(MarkedOutput output, String interfaceName, @Nullable ServerSession session) {
        this.output = output;
        this.interfaceName = interfaceName;
        this.session = session;
    }

    /**
     * Finds the device and carries the plan out, on a connection whose tunnel channel was opened last: only then does the
     * server tell its device's name. Blocks until done, {@code timeout} at most.
     *
     * @param facts what the probe told
     * @throws TunnelException REMOTE_STEP_FAILED (facts step, reason), with everything before the step taken back;
     *     REMOTE_NOT_CONFIGURABLE, see {@link ServerPlan#notConfigurable}
     */
    public static ServerEnd configure(SshConnection connection, ServerPlan plan, ServerFacts facts, Duration timeout)
            throws TunnelException {
        String mark = Script.newMark();
        MarkedOutput output = MarkedOutput.start(connection, mark, script(mark, plan));
        try {
            long deadline = MarkedOutput.deadline(timeout);
            String answer = output.next(deadline).orElse("");
            ServerSession session = null;
            if (answer.startsWith(SESSION)) {
                session = ServerSession.parse(answer.substring(SESSION.length()));
                answer = output.next(deadline).orElse("");
            }
            return new ServerEnd(output, device(answer, plan, facts, user(connection, facts), output), session);
        } catch (TunnelException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    private static String user(SshConnection connection, ServerFacts facts) {
        return facts.user().isEmpty() ? connection.facts().user() : facts.user();
    }

    /** The device's name out of the server's answer, which may be anything. */
    private static String device(String answer, ServerPlan plan, ServerFacts facts, String user, MarkedOutput output)
            throws TunnelException {
        String[] words = answer.split(" ", 3);
        String word = words.length > 1 ? words[1] : "";
        boolean named = isDeviceName(word);
        if (words[0].equals("ok") && named) {
            return word;
        }
        if (words[0].equals("fail")) {
            for (int i = 0; i < plan.steps().size(); i++) {
                if (word.equals(Integer.toString(i + 1))) {
                    throw stepFailed(plan.steps().get(i), words.length > 2 ? words[2] : "", output);
                }
            }
        }
        if (words[0].equals("noroot") && named) {
            throw new TunnelException(plan.notConfigurable(facts, user, word, "root"));
        }
        if (words[0].equals("nodevice")) {
            throw new TunnelException(plan.notConfigurable(facts, user, "", "device"));
        }
        if (answer.isEmpty() && !facts.hasShell()) {
            throw new TunnelException(plan.notConfigurable(facts, user, "", "shell"));
        }
        throw new TunnelException(
                FailureCause.REMOTE_STEP_FAILED, "step", "sh", "reason", answer.isEmpty() ? output.words() : answer);
    }

    /** What the scripts take for a name too. */
    private static boolean isDeviceName(String name) {
        return name.matches("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,15}");
    }

    /**
     * Asks for the device's name and changes nothing.
     *
     * @return empty where the server does not tell
     */
    public static Optional<String> observe(SshConnection connection, Duration timeout) throws TunnelException {
        String mark = Script.newMark();
        String script = "printf '%s %s\\n' " + mark + " \"$SSH_TUNNEL\"\n";
        try (MarkedOutput output = MarkedOutput.start(connection, mark, script)) {
            output.sendEnd();
            return output.next(MarkedOutput.deadline(timeout))
                    .map(names -> names.substring(names.lastIndexOf(',') + 1))
                    .filter(ServerEnd::isDeviceName);
        }
    }

    static String script(String mark, ServerPlan plan) {
        StringBuilder script = new StringBuilder();
        script.append("mark=").append(mark).append('\n');
        script.append("fallback=").append(Script.quote(plan.fallbackDevice())).append('\n');
        script.append("forward_script=")
                .append(Script.quote(Script.load("forward.sh")))
                .append('\n');
        script.append("configure() {\n:\n");
        for (int i = 0; i < plan.steps().size(); i++) {
            script.append("step=").append(i + 1).append('\n');
            script.append(plan.steps().get(i).call()).append('\n');
        }
        script.append("}\n").append(Script.load("session.sh")).append(Script.load("server-end.sh"));
        // the shell reads this line last, so that nothing of what follows is taken for script
        return script.append("main\n").toString();
    }

    private static TunnelException stepFailed(ServerStep step, String reason, MarkedOutput output) {
        // the user's own command may have started what holds a pipe open: its words come by standard error
        String words = step instanceof ServerStep.Run ? output.words() : "";
        return new TunnelException(
                FailureCause.REMOTE_STEP_FAILED,
                "step",
                Objects.requireNonNullElse(step.describe("$SSH_TUNNEL"), "sh"),
                "reason",
                words.isEmpty() ? reason : words.lines().toList().getLast() + " (" + reason + ")");
    }

    /** The server's processes that hold this end; null where it does not tell. */
    public @Nullable ServerSession session() {
        return session;
    }

    /** The server's device, such as {@code tun3}. */
    public String interfaceName() {
        return interfaceName;
    }

    /**
     * Has the server take back what was changed. Blocks until it says so.
     *
     * @return false when it did not within {@code timeout}
     */
    public boolean undo(Duration timeout) throws TunnelException {
        output.send("down\n");
        return hear("undone", timeout);
    }

    /**
     * After {@link #undo} and after the tunnel channel was closed: blocks until the server's device is gone; one that was there
     * before the tunnel stays, which is well too.
     *
     * @return false when it was still there at the end of {@code timeout}
     */
    public boolean awaitDeviceGone(Duration timeout) throws TunnelException {
        return hear("gone", timeout);
    }

    private boolean hear(String word, Duration timeout) throws TunnelException {
        return output.next(MarkedOutput.deadline(timeout))
                .filter(List.of(word)::contains)
                .isPresent();
    }

    /** Ends the exec; what was not undone is, without waiting for it. Does not close the connection. */
    @Override
    public void close() {
        output.sendEnd();
        output.close();
    }
}
