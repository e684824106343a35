package dev.culvert.soak;

import dev.culvert.lab.Await;
import dev.culvert.lab.Lab;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Holds one tunnel up through one fault after the other. */
final class Faults {
    private static final Duration SHORT = Duration.ofSeconds(4);
    private static final Duration RECOVERY = Duration.ofSeconds(90);

    private final Outcomes outcomes;

    Faults(Outcomes outcomes) {
        this.outcomes = outcomes;
    }

    /** Each fault in turn, until the time is over; each once at least. Without any time, the short ones once. */
    void run(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        List<Fault> faults = Arrays.stream(Fault.values())
                .filter(fault -> time.isPositive() || fault.lasts.compareTo(SHORT) <= 0)
                .toList();
        try (Lab lab = Lab.start()) {
            Place place = new Place(lab);
            String before = place.belongings();
            lab.culvert("up", place.profile().file()).ok();
            String belongings = place.belongings();
            try (PingLog pings = new PingLog(lab, Place.THERE)) {
                boolean first = true;
                while (first || System.nanoTime() < end) {
                    for (Fault fault : faults) {
                        if (first || System.nanoTime() < end) {
                            outcomes.add(fault.title, outcome(fault, place, pings, belongings));
                        }
                    }
                    first = false;
                }
            }
            lab.culvert("down", Place.NAME).ok();
            String left = place.belongings().equals(before) ? "" : place.belongings();
            outcomes.add("down, after all of these", new Outcomes.Outcome(left.isEmpty(), 0, -1, left));
        }
    }

    private static Outcomes.Outcome outcome(Fault fault, Place place, PingLog pings, String belongings) {
        double inflicted = now();
        fault.inflict(place);
        rest(fault.lasts);
        double relieved = now();
        fault.relieve(place);
        boolean recovered = true;
        try {
            Await.until(
                    "answers after " + fault.title,
                    RECOVERY,
                    () -> pings.pauseEnd(inflicted, relieved).isPresent() || place.isUpSince(inflicted));
            Await.until("connected", RECOVERY, () -> place.state().equals("connected"));
        } catch (AssertionError e) {
            System.err.println(
                    e.getMessage() + "\n" + place.lab().culvert("logs").out());
            recovered = false;
        }
        double back =
                recovered ? pings.pauseEnd(inflicted, relieved).orElse(relieved) : relieved + RECOVERY.toSeconds();
        String belongs = place.belongings();
        String left = !recovered || belongs.equals(belongings) ? "" : belongs;
        if (!left.isEmpty()) {
            System.err.println(fault.title + " left\n" + left + "\nin place of\n" + belongings);
        }
        return new Outcomes.Outcome(recovered, back - relieved, pings.lostSince(inflicted), left);
    }

    private static double now() {
        return System.currentTimeMillis() / 1e3;
    }

    private static void rest(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
