package dev.culvert.window;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import dev.culvert.net.FailureCause;
import dev.culvert.ui.kit.FxTest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;

/** Tunnels to stock sshd: up, refused, asked for, lost; the command line beside it. */
final class ServerScenario {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(15);

    private final Hand hand;
    private final Pictures pictures;
    private final String serverNamespace;

    ServerScenario(Hand hand, Pictures pictures, String serverNamespace) {
        this.hand = hand;
        this.pictures = pictures;
        this.serverNamespace = serverNamespace;
    }

    void run() throws Exception {
        hand.awaitText(hand.text("window.first.title"));
        store("office");
        hand.select("office");
        hand.flip();
        hand.awaitState("connected");
        Commands.run("ping", "-c", "2", "-i", "0.1", "-W", "5", LabProfile.THERE4);
        commandLineBeside();
        hand.flip();
        hand.awaitState("off");

        cancelledWhileConnecting();
        refused();
        unknownHostKey();
        passwordAsked();
        otherPages();
        lost();
    }

    /** Each sees what the other does. */
    private void commandLineBeside() throws Exception {
        String status = Commands.culvert("status", "office", "--json");
        if (!status.contains("\"connected\"")) {
            throw new AssertionError("the command line says " + status);
        }
        Commands.culvert("down", "office");
        hand.awaitState("off", AT_ONCE);
        Commands.culvert("up", "office");
        hand.awaitState("connected", AT_ONCE);
    }

    /** A server that takes the connection and says nothing. */
    private void cancelledWhileConnecting() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            Path file = prepared("mute");
            Files.writeString(
                    file, Files.readString(file).replace("\"port\" : 1", "\"port\" : " + mute.getLocalPort()));
            store("mute");
            hand.select("mute");
            hand.flip();
            hand.awaitState("connecting");
            FxTest.until(
                    "the step of the wait",
                    () -> hand.all().stream()
                            .anyMatch(
                                    each -> each.contains(hand.text("window.steps.number", "number", "2", "of", "7"))));
            pictures.take("connecting");
            hand.flip();
            hand.awaitState("off");
        }
    }

    private void refused() throws Exception {
        store("refused");
        hand.select("refused");
        hand.flip();
        hand.awaitState("failed");
        hand.awaitText(hand.text("window.cause." + FailureCause.TUNNEL_NOT_PERMITTED));
        hand.awaitText("PermitTunnel point-to-point");
        hand.click(hand.text("window.copy"));
        pictures.take("failed");
    }

    private void unknownHostKey() throws Exception {
        store("stranger");
        hand.select("stranger");
        hand.flip();
        hand.awaitText(hand.text("window.prompts.hostKey.title"));
        pictures.take("host-key");
        hand.click(hand.text("window.prompts.trust"));
        hand.awaitState("connected");
        hand.flip();
        hand.awaitState("off");
    }

    private void passwordAsked() throws Exception {
        store("asks");
        hand.select("asks");
        hand.flip();
        hand.awaitText(hand.text("window.prompts.password.title", "user", "root"));
        pictures.take("password");
        hand.fill(Lab.PASSWORD);
        hand.click(hand.text("window.prompts.logIn"));
        hand.awaitState("connected");
        hand.flip();
        hand.awaitState("off");
    }

    private void otherPages() {
        hand.select("office");
        hand.click(hand.text("window.edit"));
        hand.awaitText(hand.text("window.editor.title.edit", "name", "office"));
        for (String tab : List.of("GENERAL", "SERVER", "NETWORK", "ADVANCED", "JSON")) {
            hand.click(hand.text("window.editor.tab." + tab));
            pictures.take("editor-" + tab.toLowerCase(java.util.Locale.ROOT));
        }
        hand.click(hand.text("window.back"));
        hand.awaitState("off");
        FxTest.press(hand.scene(), KeyCode.COMMA, KeyCombination.SHORTCUT_DOWN);
        hand.awaitText(hand.text("window.settings.theme"));
        pictures.take("settings");
        hand.click(hand.text("window.back"));
        hand.click(hand.text("window.log"));
        pictures.take("log");
        hand.click(hand.text("window.tunnel.overview"));
        hand.awaitState("off");
    }

    private void lost() throws Exception {
        hand.flip();
        hand.awaitState("connected");
        for (long pid : Commands.pids(serverNamespace, "sshd")) {
            Commands.run("kill", "-KILL", Long.toString(pid));
        }
        hand.awaitState("reconnecting", SOON);
        pictures.take("lost");
        hand.flip();
        hand.awaitState("off");
    }

    private static Path prepared(String name) {
        return Path.of(name + ".json").toAbsolutePath();
    }

    /** As if another program had written it. */
    private static void store(String name) throws Exception {
        Files.copy(
                prepared(name),
                Path.of(System.getenv("CULVERT_CONFIG_DIR"), "profiles").resolve(name + ".json"));
    }
}
