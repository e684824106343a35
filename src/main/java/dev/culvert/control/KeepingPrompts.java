package dev.culvert.control;

import dev.culvert.control.Keyring.Item;
import dev.culvert.control.Keyring.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers from the keyring what it keeps, and asks the person for the rest. What did not fit is taken out of the keyring before the
 * person is asked again, so that it is never given twice. Thread-safe.
 */
public final class KeepingPrompts implements Prompts {
    private static final Logger LOG = LoggerFactory.getLogger(KeepingPrompts.class);

    private final Prompts person;
    private final Keyring keyring;

    public KeepingPrompts(Prompts person, Keyring keyring) {
        this.person = person;
        this.keyring = keyring;
    }

    @Override
    public @Nullable List<String> ask(Question question) {
        Optional<Item> item = item(question).filter(each -> keyring.isThere());
        if (item.isEmpty()) {
            return person.ask(question);
        }
        try {
            if (question.refused()) {
                keyring.forget(item.get());
            } else {
                Optional<String> kept = keyring.find(item.get());
                if (kept.isPresent()) {
                    return List.of(kept.get());
                }
            }
        } catch (IOException e) {
            LOG.warn("keyring: {}", e.getMessage());
            return person.ask(question);
        }
        Answer answer = person.askToKeep(question);
        if (answer != null && answer.keep()) {
            keep(item.get(), answer.lines().getFirst());
        }
        return answer == null ? null : answer.lines();
    }

    private void keep(Item item, String secret) {
        try {
            if (!secret.isEmpty()) {
                keyring.keep(item, secret);
            }
        } catch (IOException e) {
            LOG.warn("not kept in the keyring: {}", e.getMessage());
        }
    }

    /** What the answer opens; empty for what is of no use twice, such as a code or a new password. */
    private static Optional<Item> item(Question question) {
        return switch (question) {
            case Question.Passphrase key ->
                Optional.of(new Item(Kind.PASSPHRASE, key.file().toString()));
            case Question.Password login
            when login.purpose() == Question.Purpose.LOG_IN ->
                Optional.of(new Item(Kind.PASSWORD, login.user() + "@" + login.server()));
            case Question.Password _ -> Optional.empty();
            case Question.Served served ->
                isPassword(served)
                        ? Optional.of(new Item(Kind.PASSWORD, served.user() + "@" + served.server()))
                        : Optional.empty();
        };
    }

    /** Most servers ask for the password this way, by PAM's one hidden question. */
    private static boolean isPassword(Question.Served served) {
        if (served.lines().size() != 1 || served.lines().getFirst().echo()) {
            return false;
        }
        String text = served.lines().getFirst().text().toLowerCase(Locale.ROOT);
        return Stream.of("password", "passwort", "mot de passe", "密码").anyMatch(text::contains)
                && Stream.of("one-time", "otp", "oath", "code", "token", "new ").noneMatch(text::contains);
    }

    @Override
    public boolean isAttended() {
        return person.isAttended();
    }

    @Override
    public Trust trustHostKey(HostKey key) {
        return person.trustHostKey(key);
    }

    @Override
    public boolean replaceHostKey(ChangedHostKey key) {
        return person.replaceHostKey(key);
    }

    @Override
    public void tell(String text) {
        person.tell(text);
    }
}
