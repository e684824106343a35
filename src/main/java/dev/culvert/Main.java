package dev.culvert;

import dev.culvert.cli.CulvertCommand;
import dev.culvert.cli.Interrupts;
import dev.culvert.cli.Surroundings;
import dev.culvert.cli.Terminal;
import dev.culvert.cli.TerminalPrompts;
import dev.culvert.control.Carrier;
import dev.culvert.control.Helpers;
import dev.culvert.control.KeepingPrompts;
import dev.culvert.control.Prompts;
import dev.culvert.control.keyring.SystemKeyring;
import dev.culvert.control.keys.UserLogins;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.demo.DemoHost;
import dev.culvert.demo.TunnelDemo;
import dev.culvert.desktop.Desktop;
import dev.culvert.desktop.awt.AwtDesktop;
import dev.culvert.desktop.linux.LinuxDesktop;
import dev.culvert.helper.HelperMain;
import dev.culvert.helper.TunnelParts;
import dev.culvert.net.TunnelException;
import dev.culvert.network.DnsControl;
import dev.culvert.network.KillSwitches;
import dev.culvert.profile.ConfigDirectory;
import dev.culvert.profile.ProfileStore;
import dev.culvert.tun.linux.LinuxTunDevice;
import dev.culvert.ui.Launch;
import dev.culvert.ui.Parts;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

/** Picks window, command line or helper, and puts each together. */
public final class Main {
    private static final int INTERNAL = 70;

    /** Opens in the tray, where there is one; the window stays closed. */
    private static final String TO_TRAY = "--tray";

    private Main() {}

    /** {@code helper}, {@code keeper} and {@code carrier} start without the command line's classes: they live long and stay small. */
    public static void main(String[] args) {
        String first = args.length > 0 ? args[0] : "";
        System.exit(
                switch (first) {
                    case "helper" -> helper(List.of(args).subList(1, args.length));
                    case "keeper" -> keeper();
                    case "carrier" -> carrier();
                    case "", TO_TRAY -> window(args);
                    default -> commandLine(args);
                });
    }

    private static int helper(List<String> arguments) {
        System.setProperty("culvert.log", "info");
        System.setProperty("culvert.log.ssh", "warn");
        try {
            return HelperMain.run(arguments, Main::tunnels);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("helper: " + e);
            return INTERNAL;
        }
    }

    private static dev.culvert.helper.Tunnel.Factory tunnels(Path state, DnsControl dns, KillSwitches killSwitches) {
        try {
            return TunnelParts.of(state, dns, killSwitches).factory();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int keeper() {
        Messages messages = Messages.of(Locale.getDefault());
        Terminal terminal = new Terminal(System.out, System.err, false);
        try {
            helpers(new TerminalPrompts(terminal, messages, System.getenv()), messages)
                    .keep();
            return 0;
        } catch (TunnelException e) {
            System.err.println("keeper: " + e.failure());
            return INTERNAL;
        }
    }

    private static int carrier() {
        try {
            Carrier.run();
            return 0;
        } catch (IOException e) {
            System.err.println("culvert: " + e);
            return INTERNAL;
        }
    }

    /** Where there is a screen; else the command line says what it can do. */
    private static int window(String[] args) {
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        boolean screen = !linux || System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
        if (!screen || ModuleLayer.boot().findModule("javafx.controls").isEmpty()) {
            return commandLine(args);
        }
        Path settings = ConfigDirectory.settings();
        try {
            Launch.run(
                    new Parts(
                            new ProfileStore(ConfigDirectory.profiles()),
                            settings,
                            (prompts, messages) -> new LazyHelpers(() ->
                                    new Helpers(new UserLogins(UserEnvironment.current(), keeping(prompts), messages))),
                            desktop(),
                            new DemoHost(settings.resolveSibling("demo")),
                            UserEnvironment.current(),
                            Locale.getDefault(),
                            command(),
                            args.length > 0),
                    List.of());
            return 0;
        } catch (IOException e) {
            System.err.println("culvert: " + e);
            return INTERNAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERNAL;
        }
    }

    private static Desktop desktop() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return system.startsWith("linux")
                ? new LinuxDesktop(System.getenv())
                : new AwtDesktop(system.startsWith("mac"));
    }

    /** How the system starts this program at login, as its launcher says; empty when none did. */
    private static List<String> command() {
        String launcher = System.getProperty("culvert.launcher", "");
        return launcher.isEmpty() ? List.of() : List.of(launcher, TO_TRAY);
    }

    private static int commandLine(String[] args) {
        Messages messages = Messages.of(Locale.getDefault());
        boolean interactive = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        Terminal terminal = new Terminal(System.out, System.err, interactive);
        TerminalPrompts prompts = new TerminalPrompts(terminal, messages, System.getenv());
        return CulvertCommand.run(
                args,
                new Surroundings(
                        terminal,
                        messages,
                        new ProfileStore(ConfigDirectory.profiles()),
                        new LazyHelpers(() -> helpers(prompts, messages)),
                        prompts,
                        interrupts(),
                        (duration, out) -> new TunnelDemo(messages, out, LinuxTunDevice::open).run(duration),
                        SystemKeyring.of(System.getenv()),
                        UserEnvironment.current()));
    }

    private static Prompts keeping(Prompts prompts) {
        return new KeepingPrompts(prompts, SystemKeyring.of(System.getenv()));
    }

    private static Helpers helpers(TerminalPrompts prompts, Messages messages) throws TunnelException {
        return new Helpers(new UserLogins(UserEnvironment.current(), keeping(prompts), () -> messages));
    }

    /** By a shutdown hook: while nothing is to be done at the end it does nothing, and the process ends as it would. */
    private static Interrupts interrupts() {
        AtomicReference<IntSupplier> whenTold = new AtomicReference<>(() -> -1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            int status = whenTold.get().getAsInt();
                            if (status >= 0) {
                                Runtime.getRuntime().halt(status);
                            }
                        },
                        "interrupted"));
        return action -> {
            IntSupplier before = whenTold.getAndSet(action);
            return () -> whenTold.set(before);
        };
    }
}
