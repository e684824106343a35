package dev.culvert.window;

import dev.culvert.desktop.linux.Panel;
import dev.culvert.ui.kit.FxTest;
import java.time.Duration;
import javafx.stage.Stage;

/** Whoever starts Culvert for the first time: one click, and it says Connected; another, and all is as before. */
final class DemoScenario {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final Hand hand;
    private final Pictures pictures;
    private final Panel panel;

    DemoScenario(Hand hand, Pictures pictures, Panel panel) {
        this.hand = hand;
        this.pictures = pictures;
        this.panel = panel;
    }

    void run() throws Exception {
        String before = Commands.run("ip", "addr");
        hand.awaitText(hand.text("window.first.title"));
        pictures.take("first-run");

        hand.click(hand.text("window.first.demo.do"));
        hand.awaitState("connected");
        FxTest.until("traffic both ways", () -> hand.figure(0) > 0 && hand.figure(1) > 0);
        double packets = hand.figure(3);
        FxTest.until("more packets", () -> hand.figure(3) > packets);
        pictures.take("connected");

        hand.flip();
        hand.awaitState("off");
        Commands.awaitOutput("no interface any more", SOON, before, "ip", "addr");
        pictures.take("off");

        againFromTheTray();
        raisedByAnotherStart();
        closedToTheTrayAndBack();
        askedBeforeItEnds();
    }

    private void againFromTheTray() throws Exception {
        FxTest.until("an icon in the tray", () -> !panel.services().isEmpty());
        Commands.await(
                "the tunnel in the tray's menu", SOON, () -> entry("Demo").isPresent());
        panel.click(entry("Demo").orElseThrow().id());
        hand.awaitState("connected");
        Commands.await(
                "the tray's line with a tick",
                SOON,
                () -> entry("Demo")
                        .filter(each ->
                                Integer.valueOf(1).equals(each.properties().get("toggle-state")))
                        .isPresent());
    }

    private java.util.Optional<Panel.Entry> entry(String label) throws Exception {
        return panel.entries().stream()
                .filter(each -> each.label().startsWith(label))
                .findFirst();
    }

    private void raisedByAnotherStart() throws Exception {
        hand.onStage(stage -> stage.setIconified(true));
        FxTest.until("iconified", () -> hand.stage().isIconified());
        Commands.culvert();
        FxTest.until("raised by a second start", hand::isFront);
    }

    private void closedToTheTrayAndBack() throws Exception {
        hand.close();
        FxTest.until("hidden", () -> !hand.stage().isShowing());
        panel.click(entry(hand.text("window.tray.show")).orElseThrow().id());
        FxTest.until("back from the tray", () -> hand.stage().isShowing());
        hand.onStage(Stage::requestFocus);
        hand.awaitState("connected");
    }

    private void askedBeforeItEnds() throws Exception {
        panel.click(entry(hand.text("window.tray.quit")).orElseThrow().id());
        hand.awaitText(hand.text("window.quit.title"));
        pictures.take("quit");
        hand.click(hand.text("window.cancel"));
        hand.flip();
        hand.awaitState("off");
    }
}
