package dev.culvert.bench;

import dev.culvert.lab.Iperf;
import dev.culvert.lab.Lab;
import dev.culvert.lab.SshServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Throughput, delay and cost of a tunnel by Culvert beside one by {@code ssh -w}: the same stock sshd, cipher and MTU, in the same
 * run, turn by turn with the order changing, medians of all rounds. Only the ratios mean something.
 */
final class Bench {
    private static final String USAGE =
            "src/dev/bench [--rounds N] [--seconds N] [--mtu N]… [--cipher NAME]   (5, 3, 1500 and 16000, aes128-gcm@openssh.com)";

    private enum Figure {
        UP("up Mbit/s", 1.1),
        DOWN("down Mbit/s", 0.9),
        PING_IDLE("ping idle p50 ms", 0),
        PING_UP_50("ping under load up p50 ms", 0),
        PING_UP_99("ping under load up p99 ms", 0),
        PING_DOWN_50("ping under load down p50 ms", 0),
        CPU("CPU seconds per GB", 0);

        private final String label;
        /** What must be reached; 0: nothing. */
        private final double atLeast;

        Figure(String label, double atLeast) {
            this.label = label;
            this.atLeast = atLeast;
        }
    }

    private static final List<Figure> FIGURES = List.of(Figure.values());

    private final int rounds;
    private final int seconds;

    private Bench(int rounds, int seconds) {
        this.rounds = rounds;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = 5;
        int seconds = 3;
        String cipher = "aes128-gcm@openssh.com";
        List<Integer> mtus = new ArrayList<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(USAGE);
            }
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--seconds" -> seconds = Integer.parseInt(value);
                case "--cipher" -> cipher = value;
                case "--mtu" -> mtus.add(Integer.valueOf(value));
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        new Bench(rounds, seconds).run(mtus.isEmpty() ? List.of(1500, 16000) : mtus, cipher);
    }

    private void run(List<Integer> mtus, String cipher) throws Exception {
        try (Lab lab = Lab.start()) {
            SshServer sshd = lab.sshd("LogLevel INFO", "Ciphers " + cipher);
            Contender culvert = Contender.culvert(lab, sshd, 6);
            Contender ssh = Contender.ssh(lab, sshd, 5);
            System.out.printf(Locale.ROOT, "%d rounds of %d s each way, %s, medians%n", rounds, seconds, cipher);
            for (int mtu : mtus) {
                measure(mtu, culvert, ssh);
            }
            System.out.printf(
                    Locale.ROOT,
                    "resident MB: %s %.0f, %s %.0f%n",
                    culvert.name(),
                    culvert.residentMegabytes(),
                    ssh.name(),
                    ssh.residentMegabytes());
        }
        try (Lab lab = Lab.start()) {
            WindowStart.print(lab, rounds);
        }
    }

    private void measure(int mtu, Contender culvert, Contender ssh) {
        List<Contender> both = List.of(culvert, ssh);
        double[][][] results = new double[2][FIGURES.size()][rounds];
        for (Contender contender : both) {
            contender.mtu(mtu);
            contender.iperf().up(seconds);
            contender.iperf().down(seconds);
        }
        for (int round = 0; round < rounds; round++) {
            double[] cpu = new double[2];
            double[] gigabytes = new double[2];
            for (int index = 0; index < FIGURES.size(); index++) {
                Figure figure = FIGURES.get(index);
                for (int turn = 0; turn < 2; turn++) {
                    int who = (round + turn) % 2;
                    Contender contender = both.get(who);
                    double before = contender.cpuSeconds();
                    results[who][index][round] = switch (figure) {
                        case UP, DOWN -> {
                            Iperf iperf = contender.iperf();
                            Iperf.Result result = figure == Figure.UP ? iperf.up(seconds) : iperf.down(seconds);
                            cpu[who] += contender.cpuSeconds() - before;
                            gigabytes[who] += result.bytes() / 1e9;
                            yield result.megabitsPerSecond();
                        }
                        case CPU -> cpu[who] / gigabytes[who];
                        case PING_IDLE -> at(contender.ping(100, 0.01), 0.5);
                        case PING_UP_50 -> at(pingDuring(() -> contender.iperf().up(seconds), contender), 0.5);
                        case PING_UP_99 -> at(pingDuring(() -> contender.iperf().up(seconds), contender), 0.99);
                        case PING_DOWN_50 ->
                            at(pingDuring(() -> contender.iperf().down(seconds), contender), 0.5);
                    };
                }
            }
        }
        print(mtu, results);
    }

    private static void print(int mtu, double[][][] results) {
        System.out.printf(Locale.ROOT, "%nMTU %-24d %10s %10s %8s%n", mtu, "Culvert", "ssh -w", "ratio");
        for (int index = 0; index < FIGURES.size(); index++) {
            Figure figure = FIGURES.get(index);
            double[] ours = results[0][index];
            double[] theirs = results[1][index];
            double ratio = median(ours) / median(theirs);
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %10.2f %10.2f %8.2f%s%n",
                    figure.label,
                    median(ours),
                    median(theirs),
                    ratio,
                    figure.atLeast == 0
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "  at least %.1f: %s   (%s / %s)",
                                    figure.atLeast,
                                    ratio >= figure.atLeast ? "met" : "MISSED",
                                    text(ours),
                                    text(theirs)));
        }
    }

    private double[] pingDuring(Runnable load, Contender contender) {
        Thread loader = Thread.ofPlatform().start(load);
        contender.ping(20, 0.02);
        double[] times = contender.ping((seconds - 1) * 40, 0.02);
        try {
            loader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return times;
    }

    private static double at(double[] sorted, double part) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * part)];
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String text(double[] values) {
        StringBuilder text = new StringBuilder();
        for (double value : values) {
            text.append(text.isEmpty() ? "" : " ").append(Math.round(value));
        }
        return text.toString();
    }
}
