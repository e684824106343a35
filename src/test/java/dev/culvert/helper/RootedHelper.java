package dev.culvert.helper;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.lab.Await;
import dev.culvert.lab.Namespace;
import dev.culvert.lab.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The helper that culvert-root starts in a namespace of the lab, for one user. */
final class RootedHelper {
    static final Path SCRIPT = Path.of(System.getProperty("user.dir"), "installer/linux/culvert-root");

    private final Namespace namespace;
    final Path run;
    final Path state;

    RootedHelper(Namespace namespace, int uid) {
        this.namespace = namespace;
        String inode = namespace
                .run("stat", "-L", "-c", "%i", "/proc/self/ns/net")
                .ok()
                .out()
                .strip();
        run = Path.of("/run/culvert", uid + "-" + inode);
        state = Path.of("/var/lib/culvert", uid + "-" + inode);
    }

    Ran start(String... variables) {
        return start(variables, SCRIPT.toString());
    }

    Ran start(String[] variables, String... script) {
        List<String> command = new ArrayList<>(List.of("env", "JAVA_HOME=" + System.getProperty("java.home")));
        command.addAll(List.of(variables));
        command.addAll(List.of(script));
        return namespace.run(command.toArray(String[]::new));
    }

    /** Until then the helper itself may still undo what stands in the journal. */
    void awaitTunnelsCanBeMade() {
        Await.until("\"tunnels can be made\" in the log", Duration.ofSeconds(30), () -> {
            try {
                return Files.readString(run.resolve("log")).contains("tunnels can be made");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    Event.Welcome welcome() throws IOException, InterruptedException {
        try (RawClient client = RawClient.reading(run)) {
            client.send(new Command.Hello(Command.PROTOCOL, "test"));
            return client.next(Event.Welcome.class);
        }
    }

    /** The watching script, which is the helper's parent. */
    static long watcherOf(long helper) {
        return ProcessHandle.of(helper).orElseThrow().parent().orElseThrow().pid();
    }

    void kill(String signal, long pid) {
        namespace.run("kill", "-" + signal, Long.toString(pid)).ok();
    }

    void awaitClearedUp() {
        Await.until("cleared up " + run, Duration.ofSeconds(20), () -> !Files.exists(run) && !Files.exists(state));
    }

    /** The log that stays when the helper did not end well, once it is {@link #awaitClearedUp cleared up}. */
    String keptLog() throws IOException {
        return Files.readString(Path.of("/run/culvert", "log-" + run.getFileName()));
    }

    /** What every thread's status says, without what differs from thread to thread. */
    static List<String> statusOfEveryThread(long pid, String field) throws IOException {
        List<String> values = new ArrayList<>();
        try (var threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                values.addAll(fields(thread.resolve("status"), field));
            }
        }
        return values;
    }

    private static List<String> fields(Path status, String field) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(field + ":"))
                    .map(line -> line.substring(field.length() + 1).strip())
                    .toList();
        } catch (IOException e) {
            if (Files.exists(status)) {
                throw new UncheckedIOException(e);
            }
            return List.of(); // the thread has ended
        }
    }
}
