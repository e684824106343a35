package dev.culvert.soak;

import dev.culvert.acceptance.Processes;
import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.window.Screen;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;

/**
 * Kills one of a tunnel's processes at a random moment of its way up or down, every other time with a kill switch, and looks whether
 * both machines are as they were: at once, or, where the root part itself was killed, after the next start. A kill switch that was
 * closed stays until {@code down}.
 */
final class Kills {
    private static final Duration AT_ONCE = Duration.ofSeconds(15);
    private static final Duration END = Duration.ofSeconds(60);

    private static final List<Victim> VICTIMS = List.of(
            new Victim("helper", Processes::helpers, true),
            new Victim("culvert-root", Processes::rootParts, true),
            new Victim("keeper", Processes::keepers, false),
            new Victim("command", Processes::clients, false),
            new Victim("sshd", Processes::sshdSessions, false),
            new Victim("window", Processes::windows, false));

    private final Outcomes outcomes;
    private final Random random;

    Kills(Outcomes outcomes, long seed) {
        this.outcomes = outcomes;
        random = new Random(seed);
    }

    /** @param endsTunnels whether its death is theirs */
    private record Victim(String name, Function<Lab, List<Long>> processes, boolean endsTunnels) {
        boolean isWindow() {
            return name.equals("window");
        }
    }

    void run(int times) {
        try (Lab lab = Lab.start();
                Screen screen = Screen.start(lab)) {
            KillPlace place = new KillPlace(lab, screen);
            long usual = millis(() -> place.up(false));
            long usualDown = millis(place::down);
            long usualWindow = millis(() -> place.windowUp().close());
            place.down();
            for (int i = 0; i < times; i++) {
                Victim victim = VICTIMS.get(i % VICTIMS.size());
                boolean sealed = i / VICTIMS.size() % 2 == 1;
                boolean leaving = !victim.isWindow() && random.nextBoolean();
                long whole = victim.isWindow() ? usualWindow : leaving ? usualDown : usual;
                long after = random.nextLong(whole + whole / 4);
                String fault = victim.name + " killed, " + (leaving ? "disconnecting" : "connecting");
                System.err.printf("%d: %s after %d ms%s%n", i, fault, after, sealed ? ", kill switch" : "");
                outcomes.add(fault, kill(place, victim, sealed, leaving, after));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long millis(Runnable action) {
        long begun = System.nanoTime();
        action.run();
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static Outcomes.Outcome kill(
            KillPlace place, Victim victim, boolean sealed, boolean leaving, long afterMillis) {
        if (leaving) {
            place.up(sealed);
        }
        long begun;
        boolean ended;
        boolean closed;
        try (Background under = victim.isWindow() ? place.window(sealed) : place.start(sealed, leaving)) {
            // a kill switch that was closed for a tunnel that never came up opens again where its helper can say so
            boolean done = under.exit(Duration.ofMillis(afterMillis)).equals(OptionalInt.of(0));
            closed = done && !leaving && place.isClosed();
            begun = System.nanoTime();
            List<Long> killed = victim.processes.apply(place.lab());
            for (long pid : killed) {
                place.lab().client().run("kill", "-KILL", Long.toString(pid));
            }
            // one that was killed while it started is started once more
            boolean survived = !done && under.exit(END).equals(OptionalInt.of(0));
            ended = victim.endsTunnels && !killed.isEmpty() && !survived;
        }
        if (!ended) {
            // the tunnel may be up, as if nothing had happened: there was nothing yet to kill, or nothing that it needs
            place.down();
        }
        boolean atOnce = isAsBefore(place, ended);
        boolean leaked = ended && closed && !place.isClosed();
        if (!atOnce) {
            System.err.println("not at once:\n" + place.difference());
        }
        if (!atOnce && victim.name.equals("culvert-root")) {
            place.up(sealed);
        }
        place.down();
        boolean recovered = (atOnce || victim.name.equals("culvert-root")) && isAsBefore(place, false);
        double seconds = (System.nanoTime() - begun) / 1e9;
        String left = leaked ? "an open kill switch" : recovered ? "" : place.difference();
        if (!left.isEmpty()) {
            System.err.println("left: " + left);
        }
        return new Outcomes.Outcome(recovered, seconds, -1, left);
    }

    /** @param butForSwitch whether a closed kill switch may be there */
    private static boolean isAsBefore(KillPlace place, boolean butForSwitch) {
        try {
            Await.until("both ends as before", AT_ONCE, () -> place.isAsBefore(butForSwitch));
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }
}
