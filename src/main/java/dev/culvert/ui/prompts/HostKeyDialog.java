package dev.culvert.ui.prompts;

import atlantafx.base.controls.CustomTextField;
import dev.culvert.control.Prompts.HostKey;
import dev.culvert.control.words.Messages;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.ui.kit.CodeBlock;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.prompts.HostKeyViewModel.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The dialogs about host keys: one to decide, the others to explain. */
public final class HostKeyDialog {
    private HostKeyDialog() {}

    /** Asks whether an unknown key is trusted; {@code answer} hears it. Nothing leads to yes but a click, or a fingerprint that fits. */
    static DialogCard unknown(HostKeyViewModel model, Messages words, Consumer<@Nullable Boolean> answer) {
        HostKey key = model.key();
        Button trust = Nodes.button(words.text("window.prompts.trust"), null, () -> answer.accept(Boolean.TRUE));
        Button cancel = Nodes.button(words.text("window.cancel"), null, () -> answer.accept(Boolean.FALSE));
        CustomTextField pasted = new CustomTextField();
        pasted.getStyleClass().add("mono");
        pasted.textProperty().bindBidirectional(model.pasted());
        Label label = Nodes.paragraph(words.text("window.prompts.hostKey.paste"), "small", "muted");
        label.setLabelFor(pasted);
        pasted.setAccessibleText(label.getText());
        pasted.setPromptText("SHA256:…");
        model.match().subscribe(match -> {
            pasted.setRight(state(match, words));
            pasted.getStyleClass().removeAll("valid", "invalid");
            trust.getStyleClass().remove("accent");
            trust.setDisable(match == Match.OTHER);
            if (match == Match.SAME) {
                pasted.getStyleClass().add("valid");
                trust.getStyleClass().add("accent");
                trust.requestFocus();
            } else if (match == Match.OTHER) {
                pasted.getStyleClass().add("invalid");
            }
        });
        DialogCard card = new DialogCard(DialogCard.WIDE, words.text("window.prompts.hostKey.title"), Feather.KEY, "")
                .lead(Sentence.of(words.text("window.prompts.hostKey.lead", "server", key.server()), key.server()))
                .buttons(null, cancel, trust)
                .onCancel(() -> answer.accept(Boolean.FALSE))
                .focusOn(pasted);
        // a binding both ways holds neither end: without this the comparison stops when memory is cleaned up
        card.setUserData(model);
        warnings(key, words).forEach(text -> card.add(warning(text)));
        return card.add(
                key(key.fingerprint(), model.fingerprintInTwoLines(), key.randomart(), model.shortType(), words),
                new VBox(4, label, pasted),
                onTheServer(model.command(), words));
    }

    private static List<String> warnings(HostKey key, Messages words) {
        List<String> warnings = new ArrayList<>();
        key.certificateProblem()
                .ifPresent(problem -> warnings.add(words.text("login.certificate." + problem, "server", key.server())));
        if (!key.otherTypes().isEmpty()) {
            warnings.add(words.text(
                    "login.otherKeysKnown", "server", key.server(), "types", String.join(", ", key.otherTypes())));
        }
        return warnings;
    }

    private static Node warning(String text) {
        HBox message = new HBox(8, Icons.of(Feather.ALERT_TRIANGLE, "warn"), grown(Nodes.paragraph(text)));
        message.getStyleClass().addAll("message", "warning");
        return message;
    }

    private static @Nullable Node state(Match match, Messages words) {
        HBox state = new HBox(4);
        state.setAlignment(Pos.CENTER);
        switch (match) {
            case NONE -> {
                return null;
            }
            case SAME ->
                state.getChildren()
                        .addAll(
                                Icons.of(Feather.CHECK_CIRCLE, "ok"),
                                Nodes.label(words.text("window.prompts.hostKey.same"), "small", "strong", "ok"));
            case OTHER ->
                state.getChildren()
                        .addAll(
                                Icons.of(Feather.ALERT_OCTAGON, "bad"),
                                Nodes.label(words.text("window.prompts.hostKey.other"), "small", "strong", "bad"));
            case UNREADABLE ->
                state.getChildren().add(Nodes.label(words.text("window.prompts.hostKey.unreadable"), "small", "muted"));
        }
        state.getChildren().forEach(each -> {
            if (each instanceof Label label) {
                label.setMinWidth(Region.USE_PREF_SIZE);
            }
        });
        return state;
    }

    private static Node key(String fingerprint, String shown, String randomart, String type, Messages words) {
        Label text = Nodes.label(shown, "mono", "fingerprint");
        text.setAccessibleText(fingerprint);
        text.setMinSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        VBox left = new VBox(
                8,
                Nodes.label(words.text("window.prompts.hostKey.type", "type", type), "small", "muted"),
                text,
                CodeBlock.copyButton(fingerprint, words));
        Label art = Nodes.label(randomart, "mono", "randomart");
        art.setAccessibleText(words.text("window.prompts.hostKey.randomart"));
        art.setMinSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        SideBySide both = new SideBySide(left, art);
        both.getStyleClass().addAll("code", "host-key");
        return both;
    }

    private static Node onTheServer(String command, Messages words) {
        Label line = Nodes.paragraph(command, "mono", "muted");
        VBox text = new VBox(
                2, Nodes.label(words.text("window.prompts.hostKey.onTheServer"), "small", "muted"), grown(line));
        HBox.setHgrow(text, Priority.ALWAYS);
        Button copy = Nodes.iconButton(
                words.text("window.prompts.hostKey.copyCommand"), Feather.COPY, () -> CodeBlock.copy(command), "flat");
        HBox row = new HBox(8, Icons.of(Feather.TERMINAL, "muted"), text, copy);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private static Label grown(Label label) {
        label.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(label, Priority.ALWAYS);
        return label;
    }

    /**
     * Explains why a known server's key was refused, with the line that removes the old one. Nothing here trusts the new key.
     *
     * @param failure HOST_KEY_CHANGED or HOST_KEY_REVOKED with its facts: server, keyType, fingerprint, file, line, host, saved
     * @param close what the button and Esc do
     */
    public static DialogCard changed(Failure failure, Messages words, Runnable close) {
        String server = words.fact(failure, "server");
        boolean revoked = failure.cause() == FailureCause.HOST_KEY_REVOKED;
        String area = revoked ? "window.prompts.revoked." : "window.prompts.changed.";
        Button ok = Nodes.button(words.text("window.prompts.doNotConnect"), null, close, "accent");
        DialogCard card = new DialogCard(
                        DialogCard.WIDE, words.text(area + "title", "server", server), Feather.ALERT_OCTAGON, "failed")
                .lead(Sentence.of(words.text(area + "lead"), ""))
                .onCancel(close)
                .focusOn(ok);
        String saved = words.fact(failure, "saved");
        String shown = words.fact(failure, "fingerprint");
        VBox keys = new VBox(12);
        keys.getStyleClass().addAll("code", "host-key");
        if (!revoked && !saved.isEmpty()) {
            keys.getChildren().addAll(fact(words.text("window.prompts.changed.saved"), saved, ""), Nodes.rule());
        }
        keys.getChildren().add(fact(words.text("window.prompts.changed.shown"), shown, "bad"));
        card.add(keys);
        Button copy = Nodes.button(
                words.text("window.prompts.changed.copy"),
                null,
                () -> CodeBlock.copy(saved.isEmpty() ? shown : saved + "\n" + shown),
                "flat");
        String file = words.fact(failure, "file");
        if (!revoked) {
            card.add(new VBox(
                    8,
                    Nodes.paragraph(
                            words.text(
                                    "window.prompts.changed.remove", "file", file, "line", words.fact(failure, "line")),
                            "muted"),
                    new CodeBlock(removal(words.fact(failure, "host"), file), words)));
        }
        return card.buttons(copy, ok);
    }

    private static Node fact(String name, String fingerprint, String tone) {
        Label label = Nodes.label(name, "small", tone.isEmpty() ? "muted" : tone);
        Label value = Nodes.paragraph(fingerprint, "mono");
        if (!tone.isEmpty()) {
            label.getStyleClass().add("strong");
            value.getStyleClass().add(tone);
        }
        return new VBox(2, label, value);
    }

    /** As a shell takes it. */
    static String removal(String host, String file) {
        String line = "ssh-keygen -R " + quoted(host);
        return file.isEmpty() ? line : line + " -f " + quoted(file);
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9@%+=:,./_-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
