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
    final List<Question> asked = new ArrayList<>();
    final List<String> told = new java.util.concurrent.CopyOnWriteArrayList<>();
    final List<HostKey> hosts = new ArrayList<>();
    final List<ChangedHostKey> changed = new ArrayList<>();
    private final Deque<String> answers;
    private final Trust trust;

    ScriptedPerson(boolean trusting, String... answers) {
        this(trusting ? Trust.ALWAYS : Trust.NO, answers);
    }

    ScriptedPerson(Trust trust, String... answers) {
        this.trust = trust;
        this.answers = new ArrayDeque<>(Arrays.asList(answers));
    }

    Person person() {
        return new Person(this, Messages.of(Locale.ENGLISH), "office");
    }

    /** Whether every answer was given. */
    synchronized boolean isAskedAll() {
        return answers.isEmpty();
    }

    @Override
    public synchronized Trust trustHostKey(HostKey key) {
        hosts.add(key);
        return trust;
    }

    @Override
    public synchronized boolean replaceHostKey(ChangedHostKey key) {
        changed.add(key);
        return trust == Trust.ALWAYS;
    }

    @Override
    public synchronized @Nullable List<String> ask(Question question) {
        asked.add(question);
        int lines = question instanceof Question.Served served ? served.lines().size() : 1;
        List<String> given = new ArrayList<>();
        while (given.size() < lines && !answers.isEmpty()) {
            given.add(answers.poll());
        }
        return given.size() == lines ? given : null;
    }

    /** Somebody who says no. */
    boolean declining;

    @Override
    public boolean isAttended() {
        return declining;
    }

    @Override
    public synchronized void tell(String text) {
        told.add(text);
    }
}
