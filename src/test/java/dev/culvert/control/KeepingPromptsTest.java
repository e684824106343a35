package dev.culvert.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.Keyring.Item;
import dev.culvert.control.Keyring.Kind;
import dev.culvert.control.Prompts.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeepingPromptsTest {
    private static final Item FILE = new Item(Kind.PASSPHRASE, "/home/ann/.ssh/id");
    private static final Item LOGIN = new Item(Kind.PASSWORD, "ann@one.test");

    private final MemoryKeyring keyring = new MemoryKeyring();
    private final List<Question> asked = new ArrayList<>();
    private boolean ticks;
    private final Prompts prompts = new KeepingPrompts(new Ticker(), keyring);

    /** A person who says the same to everything, and ticks the box or not. */
    private final class Ticker implements Prompts {
        @Override
        public List<String> ask(Question question) {
            asked.add(question);
            return List.of("said");
        }

        @Override
        public Answer askToKeep(Question question) {
            return new Answer(ask(question), ticks);
        }

        @Override
        public boolean isAttended() {
            return true;
        }

        @Override
        public Trust trustHostKey(HostKey key) {
            return Trust.NO;
        }

        @Override
        public boolean replaceHostKey(ChangedHostKey key) {
            return false;
        }

        @Override
        public void tell(String text) {}
    }

    private static Question passphrase(boolean refused) {
        return new Question.Passphrase("office", Path.of(FILE.subject()), refused);
    }

    private static Question served(String text, boolean echo) {
        return new Question.Served("office", "ann", "one.test", "", "", List.of(new Question.Line(text, echo)), false);
    }

    private @Nullable List<String> ask(Question question) {
        return prompts.ask(question);
    }

    @Test
    void keepsWhenToldAndAnswersFromThenOn() {
        assertThat(ask(passphrase(false))).containsExactly("said");
        assertThat(keyring.secrets).isEmpty();
        ticks = true;
        ask(passphrase(false));
        assertThat(keyring.secrets).containsOnlyKeys(FILE);
        keyring.secrets.put(FILE, "kept");
        assertThat(ask(passphrase(false))).containsExactly("kept");
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatWasRefusedIsForgottenAndAskedAnew() {
        keyring.secrets.put(FILE, "stale");
        assertThat(ask(passphrase(true))).containsExactly("said");
        assertThat(keyring.secrets).isEmpty();
    }

    @Test
    void aPasswordIsTheSameHoweverTheServerAsks() {
        ticks = true;
        ask(served("(ann@one.test) Password: ", false));
        ended(true);
        assertThat(keyring.secrets).containsOnlyKeys(LOGIN);
        assertThat(ask(new Question.Password("office", "ann", "one.test", Question.Purpose.LOG_IN, false)))
                .containsExactly("said");
        assertThat(asked).hasSize(1);
    }

    private void ended(boolean taken) {
        prompts.loginEnded("office", "ann", "one.test", taken);
    }

    /** What is not known to be right would be sent unasked from then on. */
    @Test
    void aPasswordIsKeptOnlyWhenTheLoginSucceeds() {
        ticks = true;
        Question password = new Question.Password("office", "ann", "one.test", Question.Purpose.LOG_IN, false);
        ask(password);
        assertThat(keyring.secrets).isEmpty();
        ended(false);
        ended(true);
        assertThat(keyring.secrets).isEmpty();
        ask(password);
        ended(true);
        assertThat(keyring.secrets).containsEntry(LOGIN, "said");
        ended(false);
        assertThat(keyring.secrets).containsEntry(LOGIN, "said");
    }

    @Test
    void onlyTheOneThatWasGivenInVainIsForgotten() {
        keyring.secrets.put(LOGIN, "stale");
        Question password = new Question.Password("office", "ann", "one.test", Question.Purpose.LOG_IN, false);
        assertThat(ask(password)).containsExactly("stale");
        keyring.secrets.put(LOGIN, "better, by another tunnel");
        ended(false);
        assertThat(keyring.secrets).hasSize(1);
        assertThat(ask(password)).containsExactly("better, by another tunnel");
        ended(false);
        assertThat(keyring.secrets).isEmpty();
    }

    @Test
    void whatIsForThePersonAloneLeavesTheKeyringAsItIs() {
        keyring.secrets.put(LOGIN, "kept");
        for (boolean refused : new boolean[] {false, true}) {
            Question password = new Question.Password("office", "ann", "one.test", Question.Purpose.LOG_IN, refused);
            assertThat(prompts.askPerson(password)).containsExactly("said");
        }
        ended(false);
        assertThat(keyring.secrets).containsEntry(LOGIN, "kept");
    }

    @Test
    void nothingIsKeptThatIsOfNoUseTwice() {
        ticks = true;
        for (Question.Purpose purpose : List.of(Question.Purpose.CHOOSE, Question.Purpose.REPEAT)) {
            ask(new Question.Password("office", "ann", "one.test", purpose, false));
        }
        ask(served("One-time password: ", false));
        ask(served("Verification code: ", false));
        ask(served("Password: ", true));
        ended(true);
        assertThat(keyring.secrets).isEmpty();
    }

    @Test
    void withoutAKeyringThePersonIsAskedAsEver() {
        ticks = true;
        keyring.there = false;
        ask(passphrase(false));
        assertThat(keyring.secrets).isEmpty();
    }
}
