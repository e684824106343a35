package dev.culvert.cli;

import dev.culvert.control.Prompts;
import dev.culvert.control.words.Messages;
import dev.culvert.control.words.Printable;
import java.io.BufferedReader;
import java.io.Console;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks at the terminal, without echo what is secret; with no terminal, by the program that {@code SSH_ASKPASS} names (ssh(1));
 * else answers that nobody is there. One question at a time.
 */
public final class TerminalPrompts implements Prompts, Questions {
    private static final long ASKPASS_MINUTES = 10;

    private final Terminal terminal;
    private final Messages messages;
    private final Map<String, String> environment;
    private final File tty;
    private volatile boolean keepsSecrets;

    public TerminalPrompts(Terminal terminal, Messages messages, Map<String, String> environment) {
        this(terminal, messages, environment, new File("/dev/tty"));
    }

    TerminalPrompts(Terminal terminal, Messages messages, Map<String, String> environment, File tty) {
        this.terminal = terminal;
        this.messages = messages;
        this.environment = Map.copyOf(environment);
        this.tty = tty;
    }

    @Override
    public synchronized Trust trustHostKey(HostKey key) {
        key.certificateProblem()
                .ifPresent(problem -> tell(messages.text("login.certificate." + problem, "server", key.server())));
        if (!key.elsewhere().isEmpty()) {
            tell(messages.text("login.keyElsewhere", "places", String.join("\n", key.elsewhere())));
        }
        String shown = messages.text("cli.hostKey.unknown", "host", key.server()) + "\n" + key.type() + " "
                + key.fingerprint() + "\n" + key.randomart();
        String question = shown + "\n" + messages.text("cli.hostKey.ask") + " ";
        String answer = answer(question, true);
        if (answer == null) {
            return Trust.NO;
        }
        if (Answers.isOnce(answer)) {
            return Trust.ONCE;
        }
        return Answers.isYes(answer) || answer.strip().equals(key.fingerprint()) ? Trust.ALWAYS : Trust.NO;
    }

    /** A yes is said too easily: the answer is what the server's administrator has to be asked for. */
    @Override
    public synchronized boolean replaceHostKey(ChangedHostKey key) {
        String question = messages.text(
                "cli.hostKey.changed",
                "host",
                key.server(),
                "file",
                key.file().toString(),
                "line",
                Integer.toString(key.line()),
                "type",
                key.type(),
                "saved",
                key.saved(),
                "shown",
                key.fingerprint());
        String answer = answer(question + "\n" + messages.text("cli.hostKey.replace") + " ", true);
        return answer != null && answer.strip().equals(key.fingerprint());
    }

    @Override
    public synchronized @Nullable List<String> ask(Question question) {
        return switch (question) {
            case Question.Password password -> hidden(sentence(password));
            case Question.Passphrase(String tunnel, Path file, boolean refused) ->
                hidden(messages.text(refused ? "login.passphraseAgain" : "login.passphrase", "file", file.toString()));
            case Question.Served served -> served(served);
        };
    }

    @Override
    public @Nullable Answer askToKeep(Question question) {
        List<String> lines = ask(question);
        return lines == null ? null : new Answer(lines, keepsSecrets);
    }

    @Override
    public void keepSecrets() {
        keepsSecrets = true;
    }

    @Override
    public synchronized @Nullable String ask(String question) {
        return answer(question.endsWith(" ") ? question : question + " ", true);
    }

    private String sentence(Question.Password question) {
        String key = switch (question.purpose()) {
            case LOG_IN -> "login.password";
            case CHOOSE -> "login.newPassword";
            case REPEAT -> "login.newPasswordAgain";
        };
        return messages.text(key, "user", question.user(), "server", question.server());
    }

    private @Nullable List<String> hidden(String question) {
        String answer = answer(question, false);
        return answer == null ? null : List.of(answer);
    }

    private @Nullable List<String> served(Question.Served question) {
        Stream.of(question.title(), question.instruction())
                .filter(text -> !text.isBlank())
                .forEach(this::tell);
        List<String> answers = new ArrayList<>();
        for (Question.Line line : question.lines()) {
            // as ssh: who asks stands in front, for a server can write anything
            String shown = "(" + question.user() + "@" + question.server() + ") " + line.text();
            String answer = answer(shown.endsWith(" ") ? shown : shown + " ", line.echo());
            if (answer == null) {
                return null;
            }
            answers.add(answer);
        }
        return answers;
    }

    @Override
    public boolean isAttended() {
        if (isAskpassPreferred() || !hasTerminal()) {
            return !environment.getOrDefault("SSH_ASKPASS", "").isEmpty()
                    && !environment.getOrDefault("SSH_ASKPASS_REQUIRE", "").equals("never");
        }
        return true;
    }

    private boolean isAskpassPreferred() {
        String require = environment.getOrDefault("SSH_ASKPASS_REQUIRE", "");
        return require.equals("force") || require.equals("prefer");
    }

    private boolean hasTerminal() {
        if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
            return true;
        }
        try (FileInputStream _ = new FileInputStream(tty)) {
            return true;
        } catch (IOException e) {
            // no controlling terminal: /dev/tty cannot be opened (tty(4), ENXIO)
            return false;
        }
    }

    @Override
    public void tell(String text) {
        terminal.error(text);
    }

    private @Nullable String answer(String question, boolean echo) {
        terminal.settle();
        String require = environment.getOrDefault("SSH_ASKPASS_REQUIRE", "");
        if (!isAskpassPreferred()) {
            Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
            if (console.isPresent()) {
                return fromConsole(console.get(), question, echo);
            }
            try {
                return fromTty(question, echo);
            } catch (IOException e) {
                // no controlling terminal: /dev/tty cannot be opened (tty(4), ENXIO)
                return require.equals("never") ? null : fromAskpass(question);
            }
        }
        return fromAskpass(question);
    }

    private static @Nullable String fromConsole(Console console, String question, boolean echo) {
        if (echo) {
            return console.readLine("%s", Printable.text(question));
        }
        char[] secret = console.readPassword("%s", Printable.text(question));
        return secret == null ? null : new String(secret);
    }

    /** Standard input or output is not the terminal, and there is one all the same. */
    private @Nullable String fromTty(String question, boolean echo) throws IOException {
        try (FileInputStream in = new FileInputStream(tty);
                FileOutputStream out = new FileOutputStream(tty)) {
            if (!echo && !stty("-echo")) {
                return null;
            }
            Thread restore = Thread.ofPlatform().unstarted(() -> stty("echo"));
            if (!echo) {
                Runtime.getRuntime().addShutdownHook(restore);
            }
            try {
                Charset charset = terminal.out().charset();
                out.write(Printable.text(question).getBytes(charset));
                out.flush();
                String line = new BufferedReader(new InputStreamReader(in, charset)).readLine();
                if (!echo) {
                    out.write('\n');
                }
                return line;
            } finally {
                if (!echo) {
                    stty("echo");
                    removeHook(restore);
                }
            }
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending, and the hook puts the echo back
        }
    }

    private boolean stty(String setting) {
        try {
            return new ProcessBuilder("stty", setting)
                            .redirectInput(tty)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private @Nullable String fromAskpass(String question) {
        String program = environment.get("SSH_ASKPASS");
        if (program == null || program.isEmpty()) {
            return null;
        }
        List<String> command =
                new ArrayList<>(List.of(program, Printable.text(question).strip()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String line = process.inputReader(StandardCharsets.UTF_8).readLine();
            if (!process.waitFor(ASKPASS_MINUTES, TimeUnit.MINUTES)) {
                process.destroy();
                return null;
            }
            return process.exitValue() == 0 ? (line == null ? "" : line) : null;
        } catch (IOException e) {
            terminal.error(messages.text("cli.askpass", "program", program, "reason", String.valueOf(e.getMessage())));
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
