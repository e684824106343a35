package dev.culvert.control.keys;

import dev.culvert.control.Prompts.Question;
import dev.culvert.control.Prompts.Question.Purpose;
import dev.culvert.control.words.Printable;
import dev.culvert.ipc.Event.NeedSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers a server's questions for secrets. With CULVERT_PASSWORD_FILE set nobody is asked, and what the file says is sent once until
 * a login succeeds: a refused password is never sent again by itself, as servers lock out who does that. Thread-safe.
 */
final class Secrets {
    private static final int LONGEST = 4096;

    /** Stands among the lines that were answered. */
    private static final List<String> PASSWORD = List.of();

    private final LoginTarget target;
    private final Optional<Path> passwordFile;
    private final Person person;
    private final Set<List<String>> answered = new HashSet<>();
    private boolean fileUsed;
    private boolean fileRefused;

    /** Whether what is kept may be given to the host of this connection. */
    private boolean known;

    private volatile boolean personGave;

    Secrets(LoginTarget target, Optional<Path> passwordFile, Person person) {
        this.target = target;
        this.passwordFile = passwordFile;
        this.person = person;
    }

    /**
     * A connection begins: what is asked a second time from here on was refused.
     *
     * @param known whether the host's key was known before: else the person alone is asked, not what is kept
     */
    synchronized void begin(boolean known) {
        answered.clear();
        this.known = known;
        personGave = false;
    }

    /** Whether the person gave a password in this connection, by hand. */
    boolean isTakenFromPerson() {
        return personGave;
    }

    /** The login of this connection succeeded: what the file says may be sent in the next. */
    synchronized void taken() {
        fileUsed = fileRefused;
    }

    /** Whether people are asked at all: with a password file they are not. */
    boolean isAnybodyAsked() {
        return passwordFile.isEmpty();
    }

    /** @return one answer a prompt; null when there is none */
    synchronized @Nullable List<String> answer(NeedSecret question) {
        return switch (question.kind()) {
            case "password" -> password();
            case "new-password" -> newPassword(question);
            case "keyboard-interactive" -> keyboard(question);
            default -> null;
        };
    }

    private @Nullable List<String> password() {
        String password =
                passwordFile.isPresent() ? fromFile(passwordFile.get()) : ask(Purpose.LOG_IN, !answered.add(PASSWORD));
        return password == null ? null : List.of(password);
    }

    private @Nullable List<String> newPassword(NeedSecret question) {
        if (passwordFile.isPresent()) {
            person.tell("passwordExpired", "user", target.user(), "server", target.server());
            return null;
        }
        person.tellServers(question.instruction());
        while (true) {
            String first = ask(Purpose.CHOOSE, false);
            if (first == null || first.isEmpty()) {
                return null;
            }
            String second = ask(Purpose.REPEAT, false);
            if (second == null) {
                return null;
            }
            if (first.equals(second)) {
                return List.of(first);
            }
            person.tell("passwordsDiffer");
        }
    }

    private @Nullable String ask(Purpose purpose, boolean refused) {
        List<String> answers = ask(
                new Question.Password(person.tunnel(), target.user(), target.server(), purpose, refused),
                purpose == Purpose.LOG_IN);
        return answers == null ? null : answers.getFirst();
    }

    private @Nullable List<String> ask(Question question, boolean forPassword) {
        if (known) {
            return person.prompts().ask(question);
        }
        List<String> answers = person.prompts().askPerson(question);
        personGave |= forPassword && answers != null;
        return answers;
    }

    private @Nullable List<String> keyboard(NeedSecret question) {
        if (passwordFile.isPresent()) {
            // the one hidden question of a server that asks for the password this way
            boolean password = question.prompts().size() == 1
                    && !question.prompts().getFirst().echo();
            String answer = password ? fromFile(passwordFile.get()) : null;
            return answer == null ? null : List.of(answer);
        }
        if (question.prompts().isEmpty()) {
            person.tellServers(question.title());
            person.tellServers(question.instruction());
            return List.of();
        }
        List<Question.Line> lines = question.prompts().stream()
                .map(prompt -> new Question.Line(Printable.line(prompt.text()), prompt.echo()))
                .toList();
        boolean refused = !answered.add(lines.stream().map(Question.Line::text).toList());
        Question.Served served = new Question.Served(
                person.tunnel(),
                target.user(),
                target.server(),
                Printable.text(question.title()),
                Printable.text(question.instruction()),
                lines,
                refused);
        return ask(served, served.isForPassword());
    }

    private @Nullable String fromFile(Path file) {
        if (fileUsed) {
            fileRefused = true;
            return null;
        }
        fileUsed = true;
        try {
            if (Files.size(file) > LONGEST) {
                throw new IOException("too long");
            }
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            person.tell("passwordFileUnreadable", "file", file.toString());
            return null;
        }
    }
}
