package dev.culvert.control.keys;

import dev.culvert.control.Prompts;
import dev.culvert.control.words.Messages;
import dev.culvert.control.words.Printable;
import org.jspecify.annotations.Nullable;

/** The person at this end: {@link Prompts} with the words for them. */
record Person(Prompts prompts, Messages words) {
    /** {@code facts} alternate name and value. */
    void tell(String key, String... facts) {
        prompts.tell(words.text("login." + key, facts));
    }

    @Nullable
    String ask(Prompts.Kind kind, String key, String... facts) {
        return prompts.ask(kind, words.text("login." + key, facts), false);
    }

    /** Shows a question in a server's own words. */
    @Nullable
    String askServers(Prompts.Kind kind, String prompt, boolean echo) {
        return prompts.ask(kind, Printable.line(prompt), echo);
    }

    /** Shows a server's own words. */
    void tellServers(String text) {
        if (!text.isBlank()) {
            prompts.tell(Printable.text(text));
        }
    }
}
