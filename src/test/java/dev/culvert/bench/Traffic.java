package dev.culvert.bench;

import dev.culvert.lab.Iperf;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Namespace;
import dev.culvert.lab.Ran;
import dev.culvert.lab.SshServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Moves a great deal through one tunnel, each way, at MTU 1500 and 16000, to stock sshd; between that it puts packets that no tunnel
 * should carry into both ends. The tunnel is to live through all of it, without a stall.
 */
final class Traffic {
    private static final String USAGE = "src/dev/traffic [--gigabytes N]   (20)";
    private static final List<Integer> MTUS = List.of(1500, 16000);

    /** A second with less than this is a stall: no machine that runs this is so slow. */
    private static final long STALL_BYTES = 100_000;

    private final long bytes;
    private final int strays;

    /**
     * @param bytes to move each way at each MTU
     * @param strays packets that no tunnel should carry, put into each end
     */
    Traffic(long bytes, int strays) {
        this.bytes = bytes;
        this.strays = strays;
    }

    public static void main(String[] arguments) {
        long gigabytes = 20;
        if (arguments.length == 2 && arguments[0].equals("--gigabytes")) {
            gigabytes = Long.parseLong(arguments[1]);
        } else if (arguments.length > 0) {
            throw new IllegalArgumentException(USAGE);
        }
        List<String> problems = new Traffic(gigabytes * 1_000_000_000, 10_000).run();
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("\n", problems));
        }
        System.out.println("the tunnel lives");
    }

    /** @return what went wrong; empty when nothing did */
    List<String> run() {
        List<String> problems = new ArrayList<>();
        try (Lab lab = Lab.start()) {
            SshServer sshd = lab.sshd("LogLevel INFO");
            Contender tunnel = Contender.culvert(lab, sshd, 6);
            for (int mtu : MTUS) {
                tunnel.mtu(mtu);
                stray(lab.client(), tunnel.clientDevice(), 0, problems);
                // What is shorter, or longer than 16380 bytes, ends sshd's own reading from its device.
                stray(lab.server(), tunnel.serverDevice(), 21, problems);
                if (!tunnel.isAlive() || !lab.client().pings(tunnel.serverAddress(), 20)) {
                    problems.add("MTU " + mtu + ": no answer after packets that no tunnel should carry");
                    return problems;
                }
                for (boolean up : new boolean[] {true, false}) {
                    move(tunnel, mtu, up, problems);
                }
                if (!tunnel.isAlive()) {
                    problems.add("MTU " + mtu + ": the tunnel ended");
                    return problems;
                }
            }
        }
        return problems;
    }

    private void move(Contender tunnel, int mtu, boolean up, List<String> problems) {
        Iperf.Transfer transfer = tunnel.iperf().transfer(bytes, !up);
        System.out.printf(
                Locale.ROOT,
                "MTU %d %-4s %6.1f GB at %.0f Mbit/s, slowest second %.1f MB, resident %.0f MB%n",
                mtu,
                up ? "up" : "down",
                transfer.bytes() / 1e9,
                transfer.megabitsPerSecond(),
                transfer.slowestSecondBytes() / 1e6,
                tunnel.residentMegabytes());
        if (transfer.bytes() < bytes) {
            problems.add("MTU " + mtu + ": only " + transfer.bytes() + " of " + bytes + " bytes");
        }
        if (transfer.slowestSecondBytes() < STALL_BYTES) {
            problems.add("MTU " + mtu + ": a second with " + transfer.slowestSecondBytes() + " bytes");
        }
    }

    private void stray(Namespace namespace, String device, int shortest, List<String> problems) {
        Ran ran = namespace.run(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                StrayPackets.class.getName(),
                device,
                "" + strays,
                "" + shortest);
        if (ran.status() != 0) {
            problems.add(device + ": " + ran.err());
        }
    }
}
