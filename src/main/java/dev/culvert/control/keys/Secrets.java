package dev.culvert.control.keys;

import dev.culvert.control.Prompts;
import dev.culvert.ipc.Event.NeedSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers a server's questions for secrets. With CULVERT_PASSWORD_FILE set nobody is asked, and what the file says is sent once: a
 * refused password is never sent again by itself, as servers lock out who does that. Thread-safe.
 */
final class Secrets {
    private static final int LONGEST = 4096;

    private final LoginTarget target;
    private final Optional<Path> passwordFile;
    private final Person person;
    private boolean fileUsed;

    Secrets(LoginTarget target, Optional<Path> passwordFile, Person person) {
        this.target = target;
        this.passwordFile = passwordFile;
        this.person = person;
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
        String password = passwordFile.isPresent()
                ? fromFile(passwordFile.get())
                : person.ask(Prompts.Kind.PASSWORD, "password", "user", target.user(), "server", target.server());
        return password == null ? null : List.of(password);
    }

    private @Nullable List<String> newPassword(NeedSecret question) {
        if (passwordFile.isPresent()) {
            person.tell("passwordExpired", "user", target.user(), "server", target.server());
            return null;
        }
        person.tellServers(question.instruction());
        String first =
                person.ask(Prompts.Kind.PASSWORD, "newPassword", "user", target.user(), "server", target.server());
        if (first == null || first.isEmpty()) {
            return null;
        }
        String second =
                person.ask(Prompts.Kind.PASSWORD, "newPasswordAgain", "user", target.user(), "server", target.server());
        if (!first.equals(second)) {
            person.tell("passwordsDiffer");
            return null;
        }
        return List.of(first);
    }

    private @Nullable List<String> keyboard(NeedSecret question) {
        if (passwordFile.isPresent()) {
            // the one hidden question of a server that asks for the password this way
            boolean password = question.prompts().size() == 1
                    && !question.prompts().getFirst().echo();
            String answer = password ? fromFile(passwordFile.get()) : null;
            return answer == null ? null : List.of(answer);
        }
        person.tellServers(question.title());
        person.tellServers(question.instruction());
        List<String> answers = new ArrayList<>();
        for (NeedSecret.Prompt prompt : question.prompts()) {
            // as ssh: who asks stands in front, for a server can write anything
            String shown = "(" + target.user() + "@" + target.server() + ") " + prompt.text();
            String answer = person.askServers(Prompts.Kind.CODE, shown, prompt.echo());
            if (answer == null) {
                return null;
            }
            answers.add(answer);
        }
        return answers;
    }

    private @Nullable String fromFile(Path file) {
        if (fileUsed) {
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
