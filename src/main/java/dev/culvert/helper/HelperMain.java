package dev.culvert.helper;

import dev.culvert.ipc.ClosedFile;
import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.HelperSocket;
import dev.culvert.network.DnsControl;
import dev.culvert.network.IpCommand;
import dev.culvert.network.KillSwitches;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The privileged process. Started by {@code culvert-root}, which has cut its capabilities, opened its log as standard error,
 * reads what it asks for from its standard output and answers on its standard input: see {@link RootPipe}. Exit status 0 after an idle time, 9 without its privileges.
 */
public final class HelperMain {
    private static final int NO_PRIVILEGE = 9;
    private static final int USAGE = 2;

    private static final long LOG_LIMIT = 2 << 20;
    private static final int LOG_KEEP = 256 << 10;

    /** How long SIGTERM's way down may take; the script waits longer before it kills. */
    private static final Duration END_BOUND = Duration.ofSeconds(10);

    /** Makes the factory of tunnels. */
    public interface TunnelMaker {
        /**
         * @param state the directory where the journal is
         * @param dns the way to set DNS
         */
        Tunnel.Factory make(Path state, DnsControl dns, KillSwitches killSwitches);
    }

    private HelperMain() {}

    /**
     * Serves until the idle time is over; blocks.
     *
     * @param arguments {@code --run DIR --state DIR --as TEXT --idle SECONDS}, each once
     * @return the exit status
     */
    public static int run(List<String> arguments, TunnelMaker tunnels) throws IOException {
        Map<String, String> options = options(arguments);
        String run = options.get("--run");
        String state = options.get("--state");
        String runsAs = options.get("--as");
        String idle = options.get("--idle");
        if (options.size() != 4 || run == null || state == null || runsAs == null || idle == null) {
            System.err.println("culvert helper is started by culvert-root; use culvert up");
            return USAGE;
        }
        RootPipe root = new RootPipe(new FileOutputStream(FileDescriptor.out), new FileInputStream(FileDescriptor.in));
        if (Files.isRegularFile(Path.of("/proc/self/fd/2"))) {
            FileChannel file = new FileOutputStream(FileDescriptor.err).getChannel();
            System.setErr(new PrintStream(new CappedLog(file, LOG_LIMIT, LOG_KEEP), true, StandardCharsets.UTF_8));
        }
        // Standard output is for the script's eyes: a stray print must not look like a step.
        System.setOut(System.err);
        Privileges privileges = Privileges.ofThisProcess();
        if (!privileges.excess().isEmpty()) {
            privileges.excess().forEach(System.err::println);
            System.err.println("the helper has more than CAP_NET_ADMIN; culvert-root cuts that before Java starts");
            return NO_PRIVILEGE;
        }
        Path directory = Path.of(state);
        KillSwitches switches = KillSwitches.find(
                HelperSocket.user(directory).orElse(privileges.uid()),
                privileges.uid(),
                new ClosedFile(directory)::write);
        Tunnel.Factory factory = inBackground(() -> tunnels.make(directory, root, switches));
        serve(Path.of(run), factory, switches, runsAs, Duration.ofSeconds(Long.parseLong(idle)), root);
        return 0;
    }

    private static void serve(
            Path directory, Tunnel.Factory factory, KillSwitches switches, String runsAs, Duration idle, RootPipe root)
            throws IOException {
        Logger log = LoggerFactory.getLogger(HelperMain.class);
        Event.Welcome welcome = new Event.Welcome(
                Command.PROTOCOL, build(), ProcessHandle.current().pid(), runsAs + ", CAP_NET_ADMIN only");
        // The script moves the socket from here to the directory itself, which the helper cannot write.
        ServerSocketChannel socket = HelperSocket.listen(directory.resolve("new"));
        HelperServer server = new HelperServer(
                socket, client -> HelperSocket.isServed(client, directory), welcome, factory, switches, idle);
        NetworkWatch.start(new IpCommand(), server::interfaces, server::hurry);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.end(END_BOUND), "end"));
        root.ready();
        log.info("serves as {} (pid {}, build {})", welcome.privileges(), welcome.pid(), welcome.build());
        server.run();
    }

    /** Loading SSH takes longer than all else: meanwhile clients connect, and what makes a tunnel waits for it. */
    private static Tunnel.Factory inBackground(Supplier<Tunnel.Factory> parts) {
        CompletableFuture<Tunnel.Factory> loaded = new CompletableFuture<>();
        Thread.ofPlatform().name("parts").start(() -> {
            try {
                loaded.complete(parts.get());
                LoggerFactory.getLogger(HelperMain.class).info("tunnels can be made");
            } catch (RuntimeException | Error e) {
                LoggerFactory.getLogger(HelperMain.class).error("no tunnel can be made", e);
                loaded.completeExceptionally(e);
            }
        });
        return (profile, digest, login, questions, events) ->
                loaded.join().create(profile, digest, login, questions, events);
    }

    private static String build() {
        String version = HelperMain.class.getPackage().getImplementationVersion();
        return version == null ? "checkout" : version;
    }

    private static Map<String, String> options(List<String> arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            options.put(arguments.get(i), arguments.get(i + 1));
        }
        return options;
    }
}
