package dev.culvert.ui.first;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import org.kordamp.ikonli.feather.Feather;

/** The whole window while there is no profile: three ways to the first one. */
public final class FirstRunView extends StackPane {
    /** The cards stand in a row from this width on. */
    private static final double ROW = 760;

    private final List<VBox> cards;
    private final VBox page = new VBox();

    /**
     * What can be done here.
     *
     * @param choose lets a file be chosen to import
     * @param hosts lists what ssh_config names
     * @param drop imports files that were dropped
     */
    public record Actions(
            Runnable create,
            Runnable choose,
            Runnable hosts,
            Consumer<List<Path>> drop,
            Runnable demo,
            Runnable settings) {}

    public FirstRunView(Actions actions, Messages words) {
        getStyleClass().add("first-run");
        Label title = Nodes.paragraph(words.text("window.first.title"), "h1");
        Label lead = Nodes.paragraph(words.text("window.first.lead"), "muted");
        for (Label each : List.of(title, lead)) {
            each.setTextAlignment(TextAlignment.CENTER);
        }
        Button create = Nodes.button(words.text("window.first.new.do"), null, actions.create(), "accent");
        Button choose = Nodes.button(words.text("window.first.import.do"), null, actions.choose());
        Button hosts = Nodes.button(words.text("window.first.import.hosts"), null, actions.hosts());
        Button demo = Nodes.button(words.text("window.first.demo.do"), null, actions.demo());
        cards = List.of(
                card(Feather.PLUS, words.text("window.first.new"), words.text("window.first.new.text"), create),
                card(
                        Feather.FILE_TEXT,
                        words.text("window.first.import"),
                        words.text("window.first.import.text"),
                        choose,
                        hosts),
                card(Feather.PLAY, words.text("window.first.demo"), words.text("window.first.demo.text"), demo));
        VBox heading = new VBox(8, title, lead);
        heading.setAlignment(Pos.CENTER);
        Label hint = Nodes.paragraph(words.text("window.first.hint"), "small", "muted");
        HBox hinted = new HBox(8, Icons.of(Feather.INFO, "muted"), hint);
        hinted.setAlignment(Pos.CENTER);
        page.getChildren().addAll(new AppIcon(96), heading, new Region(), hinted);
        page.setAlignment(Pos.CENTER);
        page.setSpacing(32);
        page.setPadding(new Insets(56, 24, 24, 24));
        ScrollPane scroll = Nodes.scrolling(new ScrollPane(page));
        scroll.setFitToHeight(true);
        Button settings =
                Nodes.iconButton(words.text("window.first.settings"), Feather.SETTINGS, actions.settings(), "flat");
        StackPane.setAlignment(settings, Pos.TOP_RIGHT);
        StackPane.setMargin(settings, new Insets(16));
        getChildren().addAll(scroll, settings);
        widthProperty().map(width -> width.doubleValue() >= ROW).subscribe(this::arrange);
        setOnDragOver(this::dragged);
        setOnDragDropped(event -> dropped(event, actions.drop()));
    }

    private static VBox card(Feather icon, String title, String text, Button... actions) {
        StackPane tile = new StackPane(Icons.of(icon));
        tile.getStyleClass().addAll("tile", "large");
        Region space = new Region();
        VBox.setVgrow(space, Priority.ALWAYS);
        for (Button action : actions) {
            action.setMaxWidth(Double.MAX_VALUE);
            action.setAccessibleHelp(text);
        }
        VBox card = new VBox(
                8,
                tile,
                new Region(),
                Nodes.paragraph(title, "card-title"),
                Nodes.paragraph(text, "muted"),
                space,
                new Region());
        card.getChildren().addAll(actions);
        card.getStyleClass().add("card");
        return card;
    }

    private void arrange(boolean inARow) {
        cards.forEach(card -> {
            if (card.getParent() instanceof Pane parent) {
                parent.getChildren().remove(card);
            }
        });
        Pane all = inARow ? new HBox(16) : new VBox(16);
        all.getChildren().addAll(cards);
        for (VBox card : cards) {
            HBox.setHgrow(card, Priority.ALWAYS);
            card.setPrefWidth(inARow ? 272 : Region.USE_COMPUTED_SIZE);
            card.setMinHeight(inARow ? 248 : Region.USE_PREF_SIZE);
            card.setMaxWidth(inARow ? 272 : 480);
        }
        if (all instanceof VBox column) {
            column.setFillWidth(true);
            column.setAlignment(Pos.TOP_CENTER);
        }
        all.setMaxWidth(inARow ? 848 : 480);
        page.getChildren().set(2, all);
    }

    private void dragged(DragEvent event) {
        if (event.getDragboard().hasFiles()) {
            event.acceptTransferModes(TransferMode.COPY);
        }
        event.consume();
    }

    private static void dropped(DragEvent event, Consumer<List<Path>> drop) {
        boolean files = event.getDragboard().hasFiles();
        if (files) {
            drop.accept(
                    event.getDragboard().getFiles().stream().map(File::toPath).toList());
        }
        event.setDropCompleted(files);
        event.consume();
    }
}
