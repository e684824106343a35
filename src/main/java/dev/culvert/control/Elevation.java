package dev.culvert.control;

import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How {@code culvert-root} gets to run as root: directly, by pkexec, or by sudo, whichever this session can ask by. */
final class Elevation {
    private static final int PKEXEC_DISMISSED = 126;
    private static final int PKEXEC_NOT_AUTHORISED = 127;

    private final Path script;
    private final Session session;

    /**
     * What this session has to ask by.
     *
     * @param isRoot nothing needs to be asked
     * @param isGraphical a desktop session, which has a polkit agent
     * @param hasTerminal a controlling terminal
     * @param hasAskpass SUDO_ASKPASS names a program
     * @param pkexec whether it is there, and the system bus it needs
     */
    record Session(
            boolean isRoot,
            boolean isGraphical,
            boolean hasTerminal,
            boolean hasAskpass,
            boolean pkexec,
            boolean sudo) {
        static Session ofThisProcess() throws IOException {
            Map<String, String> environment = System.getenv();
            return new Session(
                    (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0,
                    environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY"),
                    hasControllingTerminal(),
                    environment.containsKey("SUDO_ASKPASS"),
                    isOnPath("pkexec") && Files.exists(Path.of("/run/dbus/system_bus_socket")),
                    isOnPath("sudo"));
        }

        private static boolean hasControllingTerminal() {
            try (var _ = Files.newByteChannel(Path.of("/dev/tty"))) {
                return true;
            } catch (IOException e) {
                return false; // ENXIO: the session has none
            }
        }

        private static boolean isOnPath(String program) {
            for (String directory :
                    System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
                if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                    return true;
                }
            }
            return false;
        }
    }

    Elevation(Path script, Session session) {
        this.script = script;
        this.session = session;
    }

    /** The commands to try, best first; empty when there is no way. */
    List<List<String>> commands() {
        String path = script.toString();
        if (session.isRoot()) {
            return List.of(List.of(path));
        }
        List<List<String>> commands = new ArrayList<>();
        if (session.pkexec() && session.isGraphical()) {
            commands.add(List.of("pkexec", path));
        }
        if (session.sudo()) {
            if (session.hasTerminal()) {
                commands.add(List.of("sudo", "--", path));
            } else if (session.hasAskpass()) {
                commands.add(List.of("sudo", "-A", "--", path));
            } else {
                commands.add(List.of("sudo", "-n", "--", path));
            }
        }
        if (session.pkexec() && !session.isGraphical() && session.hasTerminal()) {
            commands.add(List.of("pkexec", path));
        }
        return commands;
    }

    /**
     * Runs the script; blocks, as long as the person thinks. Returns when the helper can be connected to.
     *
     * @throws TunnelException NO_PRIVILEGE when nobody let it run as root, HELPER_UNAVAILABLE when it ran and failed
     */
    void run() throws TunnelException {
        List<List<String>> commands = commands();
        if (commands.isEmpty()) {
            throw new TunnelException(FailureCause.NO_PRIVILEGE, "reason", "no-asker");
        }
        List<String> refusals = new ArrayList<>();
        for (List<String> command : commands) {
            Ended ended = run(command);
            if (ended.status() == 0) {
                return;
            }
            String asker = command.getFirst();
            boolean ran = ended.said().contains("culvert-root:") || session.isRoot();
            if (ran) {
                throw new TunnelException(FailureCause.HELPER_UNAVAILABLE, "reason", ended.said());
            }
            if (asker.equals("pkexec") && ended.status() == PKEXEC_DISMISSED) {
                throw new TunnelException(FailureCause.NO_PRIVILEGE, "reason", "dismissed");
            }
            refusals.add(
                    asker.equals("pkexec") && ended.status() == PKEXEC_NOT_AUTHORISED
                            ? "pkexec: not authorised"
                            : ended.said());
        }
        throw new TunnelException(FailureCause.NO_PRIVILEGE, "reason", String.join("; ", refusals));
    }

    private record Ended(int status, String said) {}

    private static Ended run(List<String> command) throws TunnelException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        // Who asks is this process's user; a sudo further up has no say in it.
        environment.remove("SUDO_UID");
        environment.remove("PKEXEC_UID");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        try {
            Process process = builder.start();
            String said;
            try (var errors = process.getErrorStream()) {
                said = new String(errors.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
            int status = process.waitFor();
            return new Ended(status, said.isEmpty() ? command.getFirst() + " ended with " + status : said);
        } catch (IOException e) {
            throw new TunnelException(FailureCause.HELPER_UNAVAILABLE, "reason", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(FailureCause.CANCELLED);
        }
    }
}
