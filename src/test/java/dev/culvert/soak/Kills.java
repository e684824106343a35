package dev.culvert.soak;

import dev.culvert.acceptance.Ends;
import dev.culvert.acceptance.Processes;
import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Kills one of a tunnel's processes at a random moment between its start and its being up, and looks whether both machines are as
 * they were: at once, or, where the root part itself was killed, after the next start.
 */
final class Kills {
    private static final Duration AT_ONCE = Duration.ofSeconds(15);
    private static final Duration END = Duration.ofSeconds(60);

    private final Outcomes outcomes;
    private final Random random;

    Kills(Outcomes outcomes, long seed) {
        this.outcomes = outcomes;
        random = new Random(seed);
    }

    enum Victim {
        HELPER("helper killed while connecting") {
            @Override
            List<Long> processes(Lab lab) {
                return Processes.helpers(lab);
            }
        },
        ROOT("culvert-root killed while connecting") {
            @Override
            List<Long> processes(Lab lab) {
                return Processes.rootParts(lab);
            }
        },
        KEEPER("keeper killed while connecting") {
            @Override
            List<Long> processes(Lab lab) {
                return Processes.keepers(lab);
            }
        },
        CLIENT("command killed while connecting") {
            @Override
            List<Long> processes(Lab lab) {
                return Processes.clients(lab);
            }
        },
        SSHD("sshd killed while connecting") {
            @Override
            List<Long> processes(Lab lab) {
                return Processes.sshdSessions(lab);
            }
        };

        final String title;

        Victim(String title) {
            this.title = title;
        }

        abstract List<Long> processes(Lab lab);
    }

    void run(int times) {
        try (Lab lab = Lab.start()) {
            lab.client()
                    .run("ip", "-6", "route", "add", "default", "via", Lab.SERVER6)
                    .ok();
            // one family alone in the tunnel: the other's unreachable route is what no kernel takes back
            String profile = lab.profile("kills", lab.sshd())
                    .with("/network/addresses", "[\"" + LabProfile.HERE4 + "/24\"]")
                    .with("/remote/addresses", "[\"" + LabProfile.THERE4 + "/24\"]")
                    .with("/network/routes", "[\"default\"]")
                    .with("/remote/forward", "true")
                    .with("/remote/masquerade", "true")
                    .with("/reconnect", "{\"enabled\": false}")
                    .file();
            Ends before = Ends.of(lab);
            long begun = System.nanoTime();
            lab.culvert("up", profile).ok();
            long usual = (System.nanoTime() - begun) / 1_000_000;
            lab.culvert("down", "--all").ok();
            before.assertUnchanged();
            Victim[] victims = Victim.values();
            for (int i = 0; i < times; i++) {
                Victim victim = victims[i % victims.length];
                outcomes.add(victim.title, kill(lab, profile, before, victim, random.nextLong(usual + usual / 4)));
            }
        }
    }

    private static Outcomes.Outcome kill(Lab lab, String profile, Ends before, Victim victim, long afterMillis) {
        long begun;
        List<Long> killed;
        try (Background up = lab.culvert().start("up", profile)) {
            up.exit(Duration.ofMillis(afterMillis));
            begun = System.nanoTime();
            killed = victim.processes(lab);
            for (long pid : killed) {
                lab.client().run("kill", "-KILL", Long.toString(pid));
            }
            up.exit(END);
        }
        boolean endsTunnels = victim == Victim.HELPER || victim == Victim.ROOT;
        if (!endsTunnels || killed.isEmpty()) {
            // the tunnel may be up, as if nothing had happened: there was nothing yet to kill, or nothing that it needs
            lab.culvert("down", "--all").ok();
        }
        boolean atOnce = isUnchanged(before);
        if (!atOnce && victim == Victim.ROOT) {
            lab.culvert("up", profile);
            lab.culvert("down", "--all");
        }
        boolean recovered = atOnce || isUnchanged(before);
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (!recovered) {
            System.err.printf("%s after %d ms left:%n", victim.title, afterMillis);
            try {
                before.assertUnchanged();
            } catch (AssertionError e) {
                System.err.println(e.getMessage());
            }
        }
        lab.culvert("down", "--all");
        return new Outcomes.Outcome(recovered, seconds, -1, recovered ? "" : "something");
    }

    private static boolean isUnchanged(Ends before) {
        try {
            Await.until("both ends as before", AT_ONCE, before::areUnchanged);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }
}
