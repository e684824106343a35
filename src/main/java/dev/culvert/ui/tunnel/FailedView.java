package dev.culvert.ui.tunnel;

import dev.culvert.control.words.Printable;
import dev.culvert.control.words.Remedies;
import dev.culvert.control.words.Remedies.Remedy;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.ui.kit.CodeBlock;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.model.Commands;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.TunnelModel;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Why it failed: the cause by name, what it means, the other side's own words, and what to do, with lines to copy. */
final class FailedView extends VBox {
    private static final int QUOTED = 200;

    FailedView(TunnelModel tunnel, Failure failure, StateWords words, Commands commands) {
        getStyleClass().addAll("card", "failed-page");
        setSpacing(16);
        StackPane tile = new StackPane(Icons.of(Feather.TOOL));
        tile.getStyleClass().addAll("tile", "failed");
        VBox text = new VBox(8, Nodes.paragraph(words.title(failure), "h2"));
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        List<String> lines = words.lines(failure);
        text.getChildren().add(Nodes.paragraph(lines.getFirst(), "muted"));
        String said = said(failure);
        if (!said.isEmpty()) {
            Label quote = Nodes.paragraph(words.words().text("window.failed.said", "text", said), "muted", "small");
            text.getChildren().add(quote);
        }
        HBox head = new HBox(16, tile, text);
        head.setAlignment(Pos.TOP_LEFT);
        getChildren().add(head);
        List<Remedy> fixes = Remedies.of(failure, tunnel.profile(), words.words());
        for (int i = 0; i < fixes.size(); i++) {
            getChildren().add(fix(i + 1, fixes.get(i), words));
        }
        Button again = Nodes.button(
                words.words().text("window.failed.again"), Feather.REFRESH_CW, () -> commands.toggle(tunnel), "accent");
        Button edit =
                Nodes.button(words.words().text("window.edit.profile"), Feather.EDIT_2, () -> commands.edit(tunnel));
        Nodes.shown(edit, tunnel.stored() != null);
        Button dismiss =
                Nodes.button(words.words().text("window.failed.dismiss"), null, () -> commands.dismiss(tunnel), "flat");
        FlowPane buttons = new FlowPane(8, 8, again, edit, dismiss);
        getChildren().add(buttons);
    }

    /** The server's own words, as they are, quoted last. */
    private static String said(Failure failure) {
        boolean theirs = failure.cause().group() == FailureCause.Group.TUNNEL_REFUSED
                || failure.cause() == FailureCause.REMOTE_STEP_FAILED;
        String reason = theirs ? failure.facts().getOrDefault("reason", "") : "";
        String safe = Printable.line(reason);
        return safe.codePointCount(0, safe.length()) > QUOTED
                ? safe.substring(0, safe.offsetByCodePoints(0, QUOTED)) + "…"
                : safe;
    }

    /** Hides the lines of a later fix behind a button: the first is what most people need. */
    private static Button folding(FlowPane blocks, Remedy fix, StateWords words) {
        long lines = fix.blocks().stream().flatMap(String::lines).count();
        String show = words.words().text("window.fix.show", "count", Long.toString(lines));
        Button button = Nodes.button(show, Feather.CHEVRON_DOWN, () -> {}, "flat", "compact");
        button.setMinWidth(Region.USE_PREF_SIZE);
        Nodes.shown(blocks, false);
        button.setOnAction(event -> {
            boolean now = !blocks.isVisible();
            Nodes.shown(blocks, now);
            button.setText(now ? words.words().text("window.fix.hide") : show);
            button.setGraphic(Icons.of(now ? Feather.CHEVRON_UP : Feather.CHEVRON_DOWN));
        });
        return button;
    }

    private static VBox fix(int number, Remedy fix, StateWords words) {
        Label count = Nodes.label(Integer.toString(number), "fix-number");
        Label text = Nodes.paragraph(fix.text(), "h3");
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox head = new HBox(8, count, text);
        head.setAlignment(Pos.TOP_LEFT);
        VBox box = new VBox(8, head);
        FlowPane blocks = new FlowPane(8, 8);
        // a flow's least width is that of its widest child
        blocks.setMinWidth(0);
        for (String code : fix.blocks()) {
            CodeBlock block = new CodeBlock(code, words.words());
            block.maxWidthProperty().bind(blocks.widthProperty());
            blocks.getChildren().add(block);
        }
        if (!fix.blocks().isEmpty()) {
            box.getChildren().add(blocks);
            if (number > 1) {
                head.getChildren().add(folding(blocks, fix, words));
            }
        }
        return box;
    }
}
