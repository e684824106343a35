package dev.culvert.window;

import dev.culvert.net.FailureCause;
import dev.culvert.ui.kit.FxTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The helper goes, or says nothing: the window says so within two seconds, with a way out. */
final class HelperScenario {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    /** Two seconds, and one for a machine that has more to do. */
    private static final Duration NEARLY_AT_ONCE = Duration.ofSeconds(3);

    private static final Duration SOON = Duration.ofSeconds(5);

    private final Hand hand;
    private final Pictures pictures;
    private final String namespace;

    HelperScenario(Hand hand, Pictures pictures, String namespace) {
        this.hand = hand;
        this.pictures = pictures;
        this.namespace = namespace;
    }

    void run() throws Exception {
        Files.copy(Path.of("office.json"), Path.of(System.getenv("CULVERT_CONFIG_DIR"), "profiles", "office.json"));
        hand.select("office");
        hand.flip();
        hand.awaitState("connected");

        Commands.run("kill", "-KILL", helper());
        hand.awaitState("failed", AT_ONCE);
        hand.awaitText(hand.text("window.cause." + FailureCause.HELPER_UNAVAILABLE));
        pictures.take("helper-gone");
        hand.flip();
        hand.awaitState("connected");

        String pid = helper();
        String silent = hand.text("window.helper.silent", "pid", pid);
        Commands.run("kill", "-STOP", pid);
        try {
            hand.awaitText(silent, NEARLY_AT_ONCE);
            pictures.take("helper-silent");
            FxTest.until(
                    "a button for it",
                    () -> hand.button(hand.text("window.helper.again")).isPresent());
        } finally {
            Commands.run("kill", "-CONT", pid);
        }
        hand.awaitNoText(silent, SOON);
        hand.awaitState("connected");
        hand.flip();
        hand.awaitState("off");
    }

    private String helper() throws Exception {
        List<Long> helpers = Commands.pids(namespace, "dev.culvert.Main\0helper");
        if (helpers.size() != 1) {
            throw new AssertionError("helpers: " + helpers);
        }
        return Long.toString(helpers.getFirst());
    }
}
