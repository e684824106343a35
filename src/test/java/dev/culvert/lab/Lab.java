package dev.culvert.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two machines joined by a wire: network namespaces {@link #client} (10.77.0.1, fd77::1) and {@link #server} (10.77.0.2,
 * fd77::2), with stock sshd in the server's as often as wanted. Every lab has its own names and files, so labs run side by
 * side. {@link #close} kills all that runs in them and removes them; a killed JVM's are removed by {@link Watchdog}.
 *
 * <p>The server's sshd knows root, {@code ann} (no privilege) and {@code sue} (root by {@code sudo -n}); each logs in with the
 * client's key or with {@link #PASSWORD}. Needs root. Thread-safe.
 */
public final class Lab implements AutoCloseable {
    public static final String CLIENT4 = "10.77.0.1";
    public static final String CLIENT6 = "fd77::1";
    public static final String SERVER4 = "10.77.0.2";
    public static final String SERVER6 = "fd77::2";
    public static final String PASSWORD = "over the wire";

    private static final int FIRST_PORT = 2222;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final AtomicBoolean SWEPT = new AtomicBoolean();

    private final LabDirectory files;
    private final Watchdog watchdog;
    private final Namespace client;
    private final Namespace server;
    private final AtomicInteger sshds = new AtomicInteger();

    private Lab(LabDirectory files, Watchdog watchdog, Namespace client, Namespace server) {
        this.files = files;
        this.watchdog = watchdog;
        this.client = client;
        this.server = server;
    }

    /** Makes both machines and the wire; returns once their addresses are usable. */
    public static Lab start() {
        if (SWEPT.compareAndSet(false, true)) {
            Watchdog.sweep();
        }
        try {
            LabDirectory files = new LabDirectory(Files.createTempDirectory(Watchdog.prefix()));
            String id = files.root().getFileName().toString();
            String clientName = id + "-c";
            String serverName = id + "-s";
            Watchdog watchdog = Watchdog.watch(files.root(), List.of(clientName, serverName));
            Map<String, String> environment = Map.of(
                    "HOME", files.home().toString(),
                    "CULVERT_CONFIG_DIR", files.home().resolve("config").toString());
            Lab lab = new Lab(
                    files,
                    watchdog,
                    new Namespace(clientName, files.root(), environment),
                    new Namespace(serverName, files.root(), Map.of("HOME", "/root")));
            try {
                files.prepare();
                lab.join();
                return lab;
            } catch (RuntimeException | Error e) {
                lab.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where Culvert runs. */
    public Namespace client() {
        return client;
    }

    /** Where sshd runs. */
    public Namespace server() {
        return server;
    }

    /** The lab's own directory, readable by all, gone with the lab. Commands start in it. */
    public Path dir() {
        return files.root();
    }

    /** The client's home: {@code .ssh/id_ed25519}, {@code .ssh/known_hosts} with every sshd started here, {@code config/profiles}. */
    public Path home() {
        return files.home();
    }

    /** What every sshd here takes as authorized_keys, for all users. */
    public Path authorizedKeys() {
        return files.root().resolve("authorized_keys");
    }

    /**
     * Starts a stock sshd on a port of its own; returns once it listens and its host key is in the client's known_hosts.
     *
     * @param lines of sshd_config, before the lab's own, so that they win; {@code Match} and what follows go last
     */
    public SshServer sshd(String... lines) {
        int number = sshds.getAndIncrement();
        int port = FIRST_PORT + number;
        Path hostKey = files.root().resolve("host-" + number);
        Path config = files.root().resolve("sshd_config-" + number);
        Path log = files.root().resolve("sshd-" + number + ".log");
        try {
            LabDirectory.keygen(hostKey);
            Files.writeString(config, sshdConfig(port, hostKey, List.of(lines)));
            Files.writeString(log, "");
            Background process = launch(port, config, log);
            SshServer sshd = new SshServer(port, hostKey, log, process);
            trust(sshd);
            return sshd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an sshd again that was killed, as it was; returns once it listens. */
    public void restart(SshServer sshd) {
        int number = sshd.port() - FIRST_PORT;
        try {
            Files.writeString(sshd.log(), "");
            launch(sshd.port(), files.root().resolve("sshd_config-" + number), sshd.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The users are known in this sshd's own mount namespace alone, which `ip netns exec` made. There, as on most machines, everyone may open /dev/net/tun. */
    private Background launch(int port, Path config, Path log) {
        Background process = server.start(
                "sh",
                "-c",
                "mkdir -p /run/sshd && mount --bind passwd /etc/passwd && mount --bind shadow /etc/shadow"
                        + " && { [ ! -d /etc/sudoers.d ] || mount --bind sudoers.d /etc/sudoers.d; }"
                        + " && { [ -c tun ] || mknod -m 666 tun c 10 200; } && mount --bind tun /dev/net/tun"
                        + " && exec /usr/sbin/sshd -D -f " + config + " -E " + log);
        Await.until("sshd listening: " + log, START_TIMEOUT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("sshd ended: " + text(log) + process.end(START_TIMEOUT));
            }
            return text(log).contains("Server listening on 0.0.0.0 port " + port);
        });
        return process;
    }

    /** A profile of one tunnel to {@code sshd} as root, by key, complete but for what the test is about. */
    public LabProfile profile(String name, SshServer sshd) {
        return LabProfile.of(this, name, sshd);
    }

    /** Runs the command line in the client's namespace, as root, from what is built: {@code culvert("up", "office.json")}. */
    public Ran culvert(String... arguments) {
        return culvert().run(arguments);
    }

    /** The command line in the client's namespace, to be given more before it runs. */
    public CulvertCommand culvert() {
        return new CulvertCommand(client, files);
    }

    /** Kills what runs in both namespaces and removes them, with the lab's files. */
    @Override
    public void close() {
        watchdog.close();
    }

    private void join() {
        String script = """
                set -e
                c=$1 s=$2
                ip netns add $c; ip netns add $s
                ip link add vc netns $c type veth peer name vs netns $s
                # The wire's addresses are known to be free; the tunnel's devices still look for duplicates.
                ip netns exec $c sh -c 'echo 0 >/proc/sys/net/ipv6/conf/vc/accept_dad'
                ip netns exec $s sh -c 'echo 0 >/proc/sys/net/ipv6/conf/vs/accept_dad'
                ip -n $c link set lo up; ip -n $s link set lo up
                ip -n $c addr add %s/24 dev vc; ip -n $s addr add %s/24 dev vs
                ip -n $c addr add %s/64 dev vc; ip -n $s addr add %s/64 dev vs
                ip -n $c link set vc up; ip -n $s link set vs up
                """.formatted(CLIENT4, SERVER4, CLIENT6, SERVER6);
        try {
            Process process = new ProcessBuilder("sh", "-c", script, "lab", client.name(), server.name())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("no lab: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        awaitAddresses(client, "vc");
        awaitAddresses(server, "vs");
    }

    /** Where duplicates are looked for all the same, the end of that adds routes: a snapshot before would not equal one after. */
    private static void awaitAddresses(Namespace namespace, String device) {
        Await.until("both IPv6 addresses of " + device + " usable, with their routes", START_TIMEOUT, () -> {
            long settled = namespace
                    .run("ip", "-6", "-o", "addr", "show", "dev", device)
                    .ok()
                    .out()
                    .lines()
                    .filter(line -> !line.contains("tentative"))
                    .count();
            long local = namespace
                    .run("ip", "-6", "route", "show", "table", "local", "type", "local", "dev", device)
                    .ok()
                    .out()
                    .lines()
                    .count();
            return settled == 2 && local == 2;
        });
    }

    private String sshdConfig(int port, Path hostKey, List<String> lines) {
        int match = 0;
        while (match < lines.size() && !lines.get(match).startsWith("Match")) {
            match++;
        }
        List<String> config = new ArrayList<>(lines.subList(0, match));
        config.addAll(List.of(
                "Port " + port,
                "HostKey " + hostKey,
                "AuthorizedKeysFile " + authorizedKeys(),
                "PidFile none",
                "LogLevel DEBUG1",
                "PermitRootLogin yes",
                "PermitTunnel yes",
                "StrictModes no",
                "UsePAM no",
                "UseDNS no",
                "MaxStartups 100",
                "Subsystem sftp internal-sftp"));
        if (server.run("sh", "-c", "echo PerSourcePenalties no > p && /usr/sbin/sshd -t -h " + hostKey + " -f p")
                        .status()
                == 0) {
            config.add("PerSourcePenalties no");
        }
        config.addAll(lines.subList(match, lines.size()));
        return String.join("\n", config) + "\n";
    }

    private void trust(SshServer sshd) throws IOException {
        String key = Files.readString(Path.of(sshd.hostKey() + ".pub")).strip();
        Files.writeString(
                home().resolve(".ssh/known_hosts"),
                "[%s]:%d,[%s]:%d %s\n".formatted(SERVER4, sshd.port(), SERVER6, sshd.port(), key),
                java.nio.file.StandardOpenOption.APPEND);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
