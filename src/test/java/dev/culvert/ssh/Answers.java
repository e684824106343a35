package dev.culvert.ssh;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user's side that trusts every host and answers for secrets from a list; with an empty list nobody is there. */
final class Answers extends FileKeys {
    private final Deque<List<String>> answers;

    /** @param answers one a question; several to one question by {@code |} */
    Answers(String... answers) throws IOException, GeneralSecurityException {
        super(null);
        this.answers = new ArrayDeque<>();
        for (String each : answers) {
            this.answers.add(Arrays.asList(each.split("\\|", -1)));
        }
    }

    @Override
    public @Nullable List<String> secrets(SecretQuestion question) {
        super.secrets(question);
        return answers.poll();
    }
}
