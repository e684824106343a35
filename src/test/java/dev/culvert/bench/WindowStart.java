package dev.culvert.bench;

import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.CulvertCommand;
import dev.culvert.lab.Lab;
import dev.culvert.window.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long the window takes to come, and what its process holds in memory then. On a screen without a graphics card. */
final class WindowStart {
    private static final Pattern SHOWN = Pattern.compile("window shown (\\d+) ms after");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What is done once the window is there, such as the tray's icon, is done by then. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private WindowStart() {}

    /** Prints both figures, medians; or that there is no screen to be had. */
    static void print(Lab lab, int rounds) throws Exception {
        if (lab.client().run("sh", "-c", "command -v Xvfb").status() != 0) {
            System.out.println("window: not measured, there is no Xvfb");
            return;
        }
        double[] millis = new double[rounds];
        double[] megabytes = new double[rounds];
        try (Screen screen = Screen.start(lab)) {
            for (int round = 0; round < rounds; round++) {
                CulvertCommand command = lab.culvert().with("CULVERT_LOG", "info");
                for (Map.Entry<String, String> each : screen.environment().entrySet()) {
                    command = command.with(each.getKey(), each.getValue());
                }
                try (Background window = command.start()) {
                    Await.until("the window", PATIENCE, () -> {
                        if (!window.isAlive()) {
                            throw new AssertionError("no window: " + window.err());
                        }
                        return SHOWN.matcher(window.err()).find();
                    });
                    Matcher shown = SHOWN.matcher(window.err());
                    millis[round] = shown.find() ? Double.parseDouble(shown.group(1)) : Double.NaN;
                    Thread.sleep(SETTLED);
                    megabytes[round] = resident(window.pid());
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "window: shown %.0f ms after its launch, resident MB: %.0f%n",
                median(millis),
                median(megabytes));
    }

    private static double resident(long pid) throws IOException {
        Matcher found = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
        return found.find() ? Double.parseDouble(found.group(1)) / 1024 : Double.NaN;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
