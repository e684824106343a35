package dev.culvert.soak;

import java.time.Duration;
import java.util.Random;

/** Faults for some minutes, then kills at random moments; prints what came of them. */
final class Soak {
    private static final String USAGE = "src/dev/soak [--minutes N] [--kills N] [--seed N]   (10, 200)";

    private Soak() {}

    public static void main(String[] arguments) {
        long minutes = 10;
        int kills = 200;
        long seed = new Random().nextLong();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(USAGE);
            }
            switch (arguments[i]) {
                case "--minutes" -> minutes = Long.parseLong(arguments[i + 1]);
                case "--kills" -> kills = Integer.parseInt(arguments[i + 1]);
                case "--seed" -> seed = Long.parseLong(arguments[i + 1]);
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        System.out.println("seed " + seed);
        Outcomes outcomes = new Outcomes();
        try {
            new Faults(outcomes).run(Duration.ofMinutes(minutes));
            new Kills(outcomes, seed).run(kills);
        } finally {
            System.out.println(outcomes.table());
        }
        if (!outcomes.areWell()) {
            throw new AssertionError("not everything came back as it was");
        }
        System.out.println("everything came back, nothing was left behind");
    }
}
