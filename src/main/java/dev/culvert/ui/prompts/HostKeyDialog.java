package dev.culvert.ui.prompts;

import atlantafx.base.controls.CustomTextField;
import dev.culvert.control.Prompts.ChangedHostKey;
import dev.culvert.control.Prompts.HostKey;
import dev.culvert.control.Prompts.Trust;
import dev.culvert.control.words.Messages;
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
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The questions about host keys: whether a new one is trusted, and whether it takes the place of another. */
final class HostKeyDialog {
    private HostKeyDialog() {}

    /** Asks whether an unknown key is trusted; {@code answer} hears it. Nothing leads to yes but a click, or a fingerprint that fits. */
    static DialogCard unknown(HostKeyViewModel model, Messages words, Consumer<@Nullable Trust> answer) {
        HostKey key = model.key();
        Button trust = Nodes.button(words.text("window.prompts.trust"), null, () -> answer.accept(Trust.ALWAYS));
        Button once =
                Nodes.button(words.text("window.prompts.trustOnce"), null, () -> answer.accept(Trust.ONCE), "flat");
        Button cancel = Nodes.button(words.text("window.cancel"), null, () -> answer.accept(Trust.NO));
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
            once.setDisable(match == Match.OTHER);
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
                .buttons(once, cancel, trust)
                .onCancel(() -> answer.accept(Trust.NO))
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
        if (!key.elsewhere().isEmpty()) {
            warnings.add(words.text("login.keyElsewhere", "places", String.join("\n", key.elsewhere())));
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

    /** Asks whether the key shown takes the place of the one saved. Nothing leads to yes but a tick and then a click. */
    static DialogCard changed(ChangedHostKey key, Messages words, Consumer<@Nullable Boolean> answer) {
        Button stop = Nodes.button(
                words.text("window.prompts.doNotConnect"), null, () -> answer.accept(Boolean.FALSE), "accent");
        Button replace = Nodes.button(
                words.text("window.prompts.changed.replace"), null, () -> answer.accept(Boolean.TRUE), "danger");
        CheckBox checked = new CheckBox(words.text("window.prompts.changed.checked"));
        checked.setWrapText(true);
        replace.disableProperty().bind(checked.selectedProperty().not());
        VBox keys = new VBox(
                12,
                fact(words.text("window.prompts.changed.saved"), key.saved(), ""),
                Nodes.rule(),
                fact(words.text("window.prompts.changed.shown"), key.fingerprint(), "bad"));
        keys.getStyleClass().addAll("code", "host-key");
        Button copy = Nodes.button(
                words.text("window.prompts.changed.copy"),
                null,
                () -> CodeBlock.copy(key.saved() + "\n" + key.fingerprint()),
                "flat");
        Label where = Nodes.paragraph(
                words.text(
                        "window.prompts.changed.where",
                        "file",
                        key.file().toString(),
                        "line",
                        Integer.toString(key.line())),
                "small",
                "muted");
        return new DialogCard(
                        DialogCard.WIDE,
                        words.text("window.prompts.changed.title", "server", key.server()),
                        Feather.ALERT_OCTAGON,
                        "failed")
                .lead(Sentence.of(words.text("window.prompts.changed.lead"), ""))
                .add(keys, new VBox(8, checked, where))
                .buttons(copy, replace, stop)
                .onCancel(() -> answer.accept(Boolean.FALSE))
                .focusOn(stop);
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
}
