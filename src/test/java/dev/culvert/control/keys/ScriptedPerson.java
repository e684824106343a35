package dev.culvert.control.keys;

import dev.culvert.control.Prompts;
import dev.culvert.control.words.Messages;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A person who answers from a list, and keeps what was asked and told. With an empty list nobody is there. */
final class ScriptedPerson implements Prompts {
    final List<String> asked = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final List<String> hosts = new ArrayList<>();
    private final Deque<String> answers;
    private final boolean trusting;

    ScriptedPerson(boolean trusting, String... answers) {
        this.trusting = trusting;
        this.answers = new ArrayDeque<>(Arrays.asList(answers));
    }

    Person person() {
        return new Person(this, Messages.of(Locale.ENGLISH));
    }

    @Override
    public synchronized boolean trustHostKey(String host, String keyType, String fingerprint, String randomart) {
        hosts.add(host + " " + keyType + " " + fingerprint);
        return trusting;
    }

    @Override
    public synchronized @Nullable String ask(Kind kind, String prompt, boolean echo) {
        asked.add(prompt);
        return answers.poll();
    }

    @Override
    public synchronized void tell(String text) {
        told.add(text);
    }
}
