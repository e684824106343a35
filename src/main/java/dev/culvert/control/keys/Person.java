package dev.culvert.control.keys;

import dev.culvert.control.Prompts;
import dev.culvert.control.words.Messages;
import dev.culvert.control.words.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The person at this end: {@link Prompts} with the words for them.
 *
 * @param tunnel the name of the profile that is being connected
 */
record Person(Prompts prompts, Messages words, String tunnel) {
    /** {@code facts} alternate name and value. */
    void tell(String key, String... facts) {
        prompts.tell(words.text("login." + key, facts));
    }

    /** Asks what has one line. */
    @Nullable
    String ask(Prompts.Question question) {
        List<String> answers = prompts.ask(question);
        return answers == null ? null : answers.getFirst();
    }

    /** Shows a server's own words. */
    void tellServers(String text) {
        if (!text.isBlank()) {
            prompts.tell(Printable.text(text));
        }
    }
}
