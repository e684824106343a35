package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The program's processes in the client's namespace, found as an administrator would. */
public final class Processes {
    private Processes() {}

    /** Ends the helper as nobody can catch. */
    public static void killHelper(Lab lab) {
        List<Long> helpers = helpers(lab);
        assertThat(helpers).as("helper processes").hasSize(1);
        lab.client().run("kill", "-KILL", Long.toString(helpers.getFirst())).ok();
    }

    /** Ends the helper and every culvert-root as nobody can catch: the scripts first, so that none sees the helper go. */
    static void killRootAndHelper(Lab lab) {
        List<String> kill = new ArrayList<>(List.of("kill", "-KILL"));
        lab.client().processes().stream()
                .filter(pid -> commandLine(pid).contains("culvert-root\0watch"))
                .forEach(pid -> kill.add(Long.toString(pid)));
        assertThat(kill).as("culvert-root").hasSizeGreaterThan(2);
        helpers(lab).forEach(pid -> kill.add(Long.toString(pid)));
        lab.client().run(kill.toArray(String[]::new)).ok();
    }

    /** Ends every sshd at once, listener and sessions; what they started lives on, as after a crash. */
    public static void killSshd(Lab lab) {
        for (long pid : lab.server().processes()) {
            if (commandLine(pid).contains("sshd")) {
                lab.server().run("kill", "-KILL", Long.toString(pid));
            }
        }
    }

    /** Ends what serves the connections that are there, as nobody can catch; the listener takes new ones. */
    public static void killSshdSessions(Lab lab) {
        for (long pid : sshdSessions(lab)) {
            lab.server().run("kill", "-KILL", Long.toString(pid));
        }
    }

    public static List<Long> sshdSessions(Lab lab) {
        return lab.server().processes().stream()
                .filter(pid -> commandLine(pid).startsWith("sshd: ")
                        && !commandLine(pid).contains("[listener]"))
                .toList();
    }

    /** The shells of culvert-root, which wait for the helper's end. */
    public static List<Long> rootParts(Lab lab) {
        return lab.client().processes().stream()
                .filter(pid -> commandLine(pid).contains("/culvert-root"))
                .toList();
    }

    /** Commands of the command line that run now. */
    public static List<Long> clients(Lab lab) {
        return Stream.of("up", "down")
                .flatMap(role -> running(lab, role).stream())
                .toList();
    }

    /** Windows as {@code ConnectingWindow} opens them. */
    public static List<Long> windows(Lab lab) {
        return lab.client().processes().stream()
                .filter(pid -> commandLine(pid).contains("ConnectingWindow"))
                .toList();
    }

    public static List<Long> helpers(Lab lab) {
        return running(lab, "helper");
    }

    public static List<Long> keepers(Lab lab) {
        return running(lab, "keeper");
    }

    /** JVMs of ours whose first argument is {@code role}. */
    private static List<Long> running(Lab lab, String role) {
        return lab.client().processes().stream()
                .filter(pid -> commandLine(pid).contains("dev.culvert.Main\0" + role))
                .toList();
    }

    /** A process's arguments, each ended by a NUL; empty when it is gone. */
    public static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
