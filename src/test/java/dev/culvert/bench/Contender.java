package dev.culvert.bench;

import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Iperf;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Namespace;
import dev.culvert.lab.SshServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** A tunnel of the benchmark: one process on the client's side, unit N on the server's, 10.78.N.1 and 10.78.N.2 on its ends. */
final class Contender {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern PING_TIME = Pattern.compile("time=([0-9.]+) ms");

    private final String name;
    private final Lab lab;
    private final Background process;
    private final String clientDevice;
    private final String serverDevice;
    private final int unit;

    private Contender(String name, Lab lab, Background process, String clientDevice, String serverDevice, int unit) {
        this.name = name;
        this.lab = lab;
        this.process = process;
        this.clientDevice = clientDevice;
        this.serverDevice = serverDevice;
        this.unit = unit;
    }

    /** OpenSSH's own client, nothing but the cipher set. */
    static Contender ssh(Lab lab, SshServer sshd, int unit, String cipher) {
        Background process = lab.client()
                .start(
                        "ssh",
                        "-F",
                        "none",
                        "-N",
                        "-p",
                        "" + sshd.port(),
                        "-i",
                        key(lab),
                        "-c",
                        cipher,
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "UserKnownHostsFile=" + lab.home().resolve(".ssh/known_hosts"),
                        "-w",
                        unit + ":" + unit,
                        "root@" + Lab.SERVER4);
        return new Contender("ssh -w", lab, process, "tun" + unit, "tun" + unit, unit).up();
    }

    /** Culvert's connection, device and packet path, with the helper's JVM flags. */
    static Contender culvert(Lab lab, SshServer sshd, int unit, String cipher) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx48m",
                "-XX:+UseCompactObjectHeaders",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED"));
        String more = System.getenv("CULVERT_JAVA_OPTIONS");
        if (more != null && !more.isBlank()) {
            command.addAll(Arrays.asList(more.strip().split(" +", -1)));
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                PlainTunnel.class.getName(),
                Lab.SERVER4,
                "" + sshd.port(),
                key(lab),
                "tun",
                "" + unit,
                "culvert" + unit,
                cipher));
        Background process = lab.client().start(command.toArray(String[]::new));
        process.awaitText("ready", TIMEOUT);
        return new Contender("Culvert", lab, process, "culvert" + unit, "tun" + unit, unit).up();
    }

    private static String key(Lab lab) {
        return lab.home().resolve(".ssh/id_ed25519").toString();
    }

    private Contender up() {
        Await.until("both devices of " + name, TIMEOUT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError(name + " ended: " + process.end(TIMEOUT));
            }
            return lab.client().interfaces().contains(clientDevice)
                    && lab.server().interfaces().contains(serverDevice);
        });
        configure(lab.client(), clientDevice, 1, 2);
        configure(lab.server(), serverDevice, 2, 1);
        Await.until(name + " answers", TIMEOUT, () -> lab.client().pings(serverAddress(), 1));
        return this;
    }

    private void configure(Namespace namespace, String device, int own, int peer) {
        String network = "10.78." + unit + ".";
        namespace
                .run("ip", "addr", "add", network + own, "peer", network + peer, "dev", device)
                .ok();
        namespace.run("ip", "link", "set", device, "up").ok();
    }

    String name() {
        return name;
    }

    String serverAddress() {
        return "10.78." + unit + ".2";
    }

    Background process() {
        return process;
    }

    String clientDevice() {
        return clientDevice;
    }

    void mtu(int mtu) {
        lab.client().run("ip", "link", "set", clientDevice, "mtu", "" + mtu).ok();
        lab.server().run("ip", "link", "set", serverDevice, "mtu", "" + mtu).ok();
    }

    Iperf iperf() {
        return new Iperf(lab.client(), lab.server(), serverAddress());
    }

    /** Round-trip times in milliseconds, sorted. */
    double[] ping(int count, double everySeconds) {
        String out = lab.client()
                .run(
                        Duration.ofMinutes(2),
                        "ping",
                        "-n",
                        "-i",
                        "" + everySeconds,
                        "-c",
                        "" + count,
                        "-W",
                        "5",
                        serverAddress())
                .out();
        Matcher matcher = PING_TIME.matcher(out);
        DoubleStream.Builder times = DoubleStream.builder();
        while (matcher.find()) {
            times.add(Double.parseDouble(matcher.group(1)));
        }
        return times.build().sorted().toArray();
    }

    /** Resident memory in megabytes (proc_pid_status(5)). */
    double residentMegabytes() {
        return Long.parseLong(proc("status")
                        .lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .findFirst()
                        .orElseThrow()
                        .replaceAll("[^0-9]", ""))
                / 1024.0;
    }

    /** User and system time so far in seconds (proc_pid_stat(5)). */
    double cpuSeconds() {
        String[] fields = proc("stat").replaceFirst("^.*\\) ", "").split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private String proc(String file) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/" + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
