package dev.culvert.control;

import dev.culvert.control.Keyring.Item;
import dev.culvert.control.Keyring.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers from the keyring what it keeps, and asks the person for the rest. What did not fit is taken out of the keyring before the
 * person is asked again, so that it is never given twice; passwords are kept or taken out when the login has ended. Thread-safe.
 */
public final class KeepingPrompts implements Prompts {
    private static final Logger LOG = LoggerFactory.getLogger(KeepingPrompts.class);

    private final Prompts person;
    private final Keyring keyring;

    /** What was given for logins that have not ended yet. */
    private final Map<Login, Given> given = new ConcurrentHashMap<>();

    private record Login(String tunnel, Item item) {}

    /** @param kept whether the keyring has it; else it is to be kept */
    private record Given(String secret, boolean kept) {
        @Override
        public String toString() {
            return "Given[kept=" + kept + "]";
        }
    }

    public KeepingPrompts(Prompts person, Keyring keyring) {
        this.person = person;
        this.keyring = keyring;
    }

    @Override
    public @Nullable List<String> ask(Question question) {
        return ask(question, true);
    }

    @Override
    public @Nullable List<String> askPerson(Question question) {
        return ask(question, false);
    }

    private @Nullable List<String> ask(Question question, boolean mayAnswer) {
        Optional<Item> item = item(question).filter(each -> keyring.isThere());
        if (item.isEmpty()) {
            return person.ask(question);
        }
        Login login = new Login(question.tunnel(), item.get());
        try {
            // asked anew before the login succeeded, be it by another method or connection: it was not taken
            boolean refused = given.remove(login) != null || question.refused();
            if (mayAnswer && refused) {
                keyring.forget(item.get());
            } else if (mayAnswer) {
                Optional<String> kept = keyring.find(item.get());
                if (kept.isPresent()) {
                    remember(login, new Given(kept.get(), true));
                    return List.of(kept.get());
                }
            }
        } catch (IOException e) {
            LOG.warn("keyring: {}", e.getMessage());
            return person.ask(question);
        }
        Answer answer = person.askToKeep(question);
        if (answer != null && answer.keep()) {
            keep(login, answer.lines().getFirst());
        }
        return answer == null ? null : answer.lines();
    }

    private void remember(Login login, Given secret) {
        if (login.item().kind() == Kind.PASSWORD) {
            given.put(login, secret);
        }
    }

    /** A password only when the login has succeeded. What a passphrase opens is here, and a wrong one is noticed at once. */
    private void keep(Login login, String secret) {
        if (login.item().kind() == Kind.PASSWORD) {
            remember(login, new Given(secret, false));
        } else {
            keep(login.item(), secret);
        }
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

    @Override
    public void loginEnded(String tunnel, String user, String server, boolean taken) {
        Item item = password(user, server);
        Given last = given.remove(new Login(tunnel, item));
        if (last == null || last.kept() == taken) {
            return;
        }
        if (taken) {
            keep(item, last.secret());
            return;
        }
        try {
            // another tunnel may have kept a better one meanwhile
            if (keyring.find(item).filter(last.secret()::equals).isPresent()) {
                keyring.forget(item);
            }
        } catch (IOException e) {
            LOG.warn("not taken out of the keyring: {}", e.getMessage());
        }
    }

    private static Item password(String user, String server) {
        return new Item(Kind.PASSWORD, user + "@" + server);
    }

    /** What the answer opens; empty for what is of no use twice, such as a code or a new password. */
    private static Optional<Item> item(Question question) {
        return switch (question) {
            case Question.Passphrase key ->
                Optional.of(new Item(Kind.PASSPHRASE, key.file().toString()));
            case Question.Password login
            when login.purpose() == Question.Purpose.LOG_IN -> Optional.of(password(login.user(), login.server()));
            case Question.Password _ -> Optional.empty();
            case Question.Served served ->
                served.isForPassword() ? Optional.of(password(served.user(), served.server())) : Optional.empty();
        };
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
