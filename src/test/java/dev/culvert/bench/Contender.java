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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** A tunnel of the benchmark: one process on the client's side, unit N on the server's, 10.78.N.1 and 10.78.N.2 on its ends. */
final class Contender {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern PING_TIME = Pattern.compile("time=([0-9.]+) ms");

    private final String name;
    private final Lab lab;
    private final ProcessHandle process;
    private final String clientDevice;
    private final int unit;

    private Contender(String name, Lab lab, ProcessHandle process, String clientDevice, int unit) {
        this.name = name;
        this.lab = lab;
        this.process = process;
        this.clientDevice = clientDevice;
        this.unit = unit;
        Await.until(name + " answers", TIMEOUT, () -> lab.client().pings(serverAddress(), 1));
    }

    /** OpenSSH's own client, as it comes. */
    static Contender ssh(Lab lab, SshServer sshd, int unit) {
        Background ssh = lab.client()
                .start(
                        "ssh",
                        "-F",
                        "none",
                        "-N",
                        "-p",
                        "" + sshd.port(),
                        "-i",
                        lab.home().resolve(".ssh/id_ed25519").toString(),
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "UserKnownHostsFile=" + lab.home().resolve(".ssh/known_hosts"),
                        "-w",
                        unit + ":" + unit,
                        "root@" + Lab.SERVER4);
        String device = "tun" + unit;
        Await.until("both devices of ssh -w", TIMEOUT, () -> {
            if (!ssh.isAlive()) {
                throw new AssertionError("ssh -w ended: " + ssh.end(TIMEOUT));
            }
            return lab.client().interfaces().contains(device)
                    && lab.server().interfaces().contains(device);
        });
        configure(lab.client(), device, unit, 1, 2);
        configure(lab.server(), device, unit, 2, 1);
        return new Contender("ssh -w", lab, ProcessHandle.of(ssh.pid()).orElseThrow(), device, unit);
    }

    /** Culvert by its command line; the process is the helper. */
    static Contender culvert(Lab lab, SshServer sshd, int unit) {
        String device = "culvert" + unit;
        lab.culvert(
                        "up",
                        lab.profile(device, sshd)
                                .with("/device/name", "\"" + device + "\"")
                                .with("/device/remoteUnit", "" + unit)
                                .with("/device/mtu", "1500")
                                .with("/network/addresses", "[\"10.78." + unit + ".1/24\"]")
                                .with("/remote/addresses", "[\"10.78." + unit + ".2/24\"]")
                                .file())
                .ok();
        ProcessHandle helper = lab.client().processes().stream()
                .filter(Contender::isHelper)
                .findFirst()
                .flatMap(ProcessHandle::of)
                .orElseThrow();
        return new Contender("Culvert", lab, helper, device, unit);
    }

    private static boolean isHelper(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains("dev.culvert.Main\0helper");
        } catch (IOException e) {
            return false;
        }
    }

    private static void configure(Namespace namespace, String device, int unit, int own, int peer) {
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

    boolean isAlive() {
        return process.isAlive() && lab.client().interfaces().contains(clientDevice);
    }

    String clientDevice() {
        return clientDevice;
    }

    String serverDevice() {
        return "tun" + unit;
    }

    void mtu(int mtu) {
        lab.client().run("ip", "link", "set", clientDevice, "mtu", "" + mtu).ok();
        lab.server().run("ip", "link", "set", serverDevice(), "mtu", "" + mtu).ok();
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
