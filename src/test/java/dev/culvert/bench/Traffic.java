package dev.culvert.bench;

import dev.culvert.lab.Iperf;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Namespace;
import dev.culvert.lab.Ran;
import dev.culvert.lab.ServerKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Moves a great deal through one tunnel, each way, at MTU 1500 and 16000, to stock sshd and to the embedded server; between that it puts packets that no tunnel
 * should carry into both ends. The tunnel is to live through all of it, without a stall.
 */
final class Traffic {
    private static final String USAGE = "src/dev/traffic [--gigabytes N] [--server openssh|culvert]   (20, both)";
    private static final List<Integer> MTUS = List.of(1500, 16000);

    /** Three seconds in a row with less than this are a stall; a single one is also what a host that lends its processors elsewhere shows. */
    private static final long STALL_BYTES = 100_000;

    private final ServerKind server;
    private final long bytes;
    private final int strays;

    /**
     * @param server at the other end
     * @param bytes to move each way at each MTU
     * @param strays packets that no tunnel should carry, put into each end
     */
    Traffic(ServerKind server, long bytes, int strays) {
        this.server = server;
        this.bytes = bytes;
        this.strays = strays;
    }

    public static void main(String[] arguments) {
        long gigabytes = 20;
        List<ServerKind> servers = List.of(ServerKind.values());
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(USAGE);
            }
            switch (arguments[i]) {
                case "--gigabytes" -> gigabytes = Long.parseLong(arguments[i + 1]);
                case "--server" -> servers = List.of(ServerKind.valueOf(arguments[i + 1].toUpperCase(Locale.ROOT)));
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        List<String> problems = new ArrayList<>();
        for (ServerKind server : servers) {
            problems.addAll(new Traffic(server, gigabytes * 1_000_000_000, 10_000).run());
        }
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("\n", problems));
        }
        System.out.println("the tunnel lives");
    }

    /** @return what went wrong; empty when nothing did */
    List<String> run() {
        List<String> problems = new ArrayList<>();
        try (Lab lab = Lab.start()) {
            Contender tunnel = Contender.culvert(lab, server.start(lab), 6);
            for (int mtu : MTUS) {
                tunnel.mtu(mtu);
                stray(lab.client(), tunnel.clientDevice(), 0, problems);
                stray(lab.server(), tunnel.serverDevice(), shortestStray(), problems);
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

    /** What is shorter ends sshd's own reading from its device, as does what is longer than 16380 bytes. */
    private int shortestStray() {
        return server == ServerKind.OPENSSH ? 21 : 0;
    }

    private void move(Contender tunnel, int mtu, boolean up, List<String> problems) {
        Iperf.Transfer transfer = tunnel.iperf().transfer(bytes, !up);
        System.out.printf(
                Locale.ROOT,
                "%s, MTU %d %-4s %6.1f GB at %.0f Mbit/s, slowest second %.1f MB, resident %.0f MB%n",
                server.name().toLowerCase(Locale.ROOT),
                mtu,
                up ? "up" : "down",
                transfer.bytes() / 1e9,
                transfer.megabitsPerSecond(),
                transfer.slowestSecondBytes() / 1e6,
                tunnel.residentMegabytes());
        if (transfer.bytes() < bytes) {
            problems.add("MTU " + mtu + ": only " + transfer.bytes() + " of " + bytes + " bytes");
        }
        if (transfer.bestOfWorstThreeSeconds() < STALL_BYTES) {
            problems.add("MTU " + mtu + ": three seconds with at most " + transfer.bestOfWorstThreeSeconds()
                    + " bytes each");
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
