package dev.culvert.cli;

import dev.culvert.control.MemoryKeyring;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.profile.ProfileStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The command line in this process, with a fake helper, in a home of its own. */
final class Cli implements Questions, Interrupts {
    static final String OFFICE = """
            {
              "name": "office",
              "mode": "tun",
              "server": { "host": "vpn.example.org" }
            }
            """;

    final FakeHelper helper = new FakeHelper();
    final ProfileStore store;
    final Path home;
    final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));
    final Deque<String> answers = new ArrayDeque<>();
    final List<String> questions = new ArrayList<>();
    final MemoryKeyring keyring = new MemoryKeyring();
    boolean keepsSecrets;
    boolean interactive;
    Locale locale = Locale.ENGLISH;
    Demo demo = (duration, out) -> {};
    volatile @Nullable IntSupplier whenTold;

    record Ran(int status, String out, String err) {}

    Cli(Path home) {
        this.home = home;
        store = new ProfileStore(home.resolve("profiles"));
    }

    Ran run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = CulvertCommand.run(
                arguments,
                new Surroundings(
                        new Terminal(
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8),
                                interactive),
                        Messages.of(locale),
                        store,
                        helper,
                        this,
                        this,
                        demo,
                        keyring,
                        new UserEnvironment(home, "ann", environment, home.resolve("etc"))));
        return new Ran(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Stores a profile. */
    void store(String name, String text) {
        try {
            store.add(name, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String file(String name, String text) {
        try {
            return Files.writeString(home.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable String ask(String question) {
        questions.add(question);
        return answers.poll();
    }

    @Override
    public void keepSecrets() {
        keepsSecrets = true;
    }

    @Override
    public Guard whenTold(IntSupplier action) {
        whenTold = action;
        return () -> whenTold = null;
    }

    /** What Ctrl-C does, as {@code Main} does it: the process ends with the status that comes back. */
    int interrupt() {
        IntSupplier action = whenTold;
        if (action == null) {
            throw new AssertionError("nothing is to be done when interrupted");
        }
        return action.getAsInt();
    }
}
