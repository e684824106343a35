package dev.culvert.soak;

import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import dev.culvert.lab.NameMachine;
import dev.culvert.lab.SshServer;
import dev.culvert.window.ConnectingWindow;
import dev.culvert.window.Screen;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two machines, a tunnel that changes all that a tunnel can on both, with a kill switch or without, and how they were before. */
final class KillPlace {
    private static final Pattern SWITCH = Pattern.compile("table inet culvert \\{\n.*?\n\\}\n", Pattern.DOTALL);
    private static final Duration WINDOW = Duration.ofSeconds(60);

    private final Lab lab;
    private final Screen screen;
    private final NameMachine machine;
    private final String before;

    KillPlace(Lab lab, Screen screen) {
        this.lab = lab;
        this.screen = screen;
        lab.client()
                .run("ip", "-6", "route", "add", "default", "via", Lab.SERVER6)
                .ok();
        machine = NameMachine.start(lab, NameMachine.Kind.FILE);
        SshServer sshd = lab.sshd();
        profile("open", sshd).stored();
        profile("sealed", sshd).with("/network/killSwitch", "true").stored();
        before = now();
    }

    private LabProfile profile(String name, SshServer sshd) {
        // one family alone in the tunnel: the other's unreachable route is what no kernel takes back
        return lab.profile(name, sshd)
                .with("/network/addresses", "[\"" + LabProfile.HERE4 + "/24\"]")
                .with("/remote/addresses", "[\"" + LabProfile.THERE4 + "/24\"]")
                .with("/network/routes", "[\"default\"]")
                .with("/network/dns", "{\"servers\": [\"192.0.2.53\"]}")
                .with("/remote/forward", "true")
                .with("/remote/masquerade", "true")
                .with("/reconnect", "{\"enabled\": false}");
    }

    Lab lab() {
        return lab;
    }

    void up(boolean withSwitch) {
        machine.culvert("up", name(withSwitch)).ok();
    }

    void down() {
        machine.culvert("down", "--all").ok();
    }

    /** Begins to connect, or, of a tunnel that is up, to disconnect. */
    Background start(boolean withSwitch, boolean leaving) {
        return machine.command().start(leaving ? "down" : "up", name(withSwitch));
    }

    /** Starts a window, which connects as soon as it is shown; close kills it. */
    Background window(boolean withSwitch) {
        return screen.through(machine.enter()).java("en", ConnectingWindow.class, name(withSwitch));
    }

    /** The same, when it has connected. */
    Background windowUp() {
        Background window = window(false);
        window.awaitText(ConnectingWindow.CONNECTED, WINDOW);
        return window;
    }

    private static String name(boolean withSwitch) {
        return withSwitch ? "sealed" : "open";
    }

    boolean isClosed() {
        return SWITCH.matcher(lab.client().run("nft", "list", "ruleset").ok().out())
                .find();
    }

    boolean isAsBefore(boolean butForSwitch) {
        String now = now();
        return (butForSwitch ? SWITCH.matcher(now).replaceAll("") : now).equals(before);
    }

    /** Lines that were not there before, and lines that are no more. */
    String difference() {
        String now = now();
        return Stream.concat(
                        now.lines().filter(line -> !before.contains(line)).map(line -> "+ " + line),
                        before.lines().filter(line -> !now.contains(line)).map(line -> "- " + line))
                .collect(Collectors.joining("\n"));
    }

    private String now() {
        return lab.client().snapshot() + lab.server().snapshot() + machine.snapshot();
    }
}
